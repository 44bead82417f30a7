"""Recognises filler words: what people and documents write where a name or a number is not known.

One list for every way in, for the matcher and for deciding what details suffice. A filler speaks neither for nor
against a person. Source: ICAO Doc 9303 part 3 section 3.4 for a row of X; FNU and LNU are those of American visas.
"""

import re
from functools import lru_cache

from aigis.core.person.names import TITLES, tokens

# Never a name: left out wherever they occur in a name.
_ANYWHERE = """
onbekend; onbekende; ongekend; inconnu; inconnue; unbekannt; unbekannte; unbekannter; unknown; unkn;
unk; fnu; lnu; nfn; nln; nmn; nofirstname; nolastname; noname; naamloos; namenlos; innominato;
undefined; unnamed; unspecified; nvt; desconocido; desconocida; desconhecido; desconhecida;
sconosciuto; sconosciuta; ignoto; ignota; ignotus; nieznany; nieznana; nieznane; neznámy; neznámý;
neznámá; nepoznat; nepoznata; nepoznato; neznan; necunoscut; necunoscută; ismeretlen; okänd; ukendt;
ukjent; tuntematon; tundmatu; nezināms; nezināma; nežinomas; nežinoma; bilinmiyor; bilinmeyen; i
panjohur; e panjohur; panjohur; óþekktur; неизвестно; неизвестный; неизвестная; неизвестен;
невідомо; невідомий; невідома; невядома; непознат; непозната; άγνωστος; άγνωστη; άγνωστο; مجهول;
مجهولة; غير معروف; غير معروفة; نامعلوم; ناشناس; ناشناخته; לא ידוע; לא ידועה; անհայտ; უცნობი; अज्ञात;
অজানা; ไม่ทราบ; ไม่ระบุ; không rõ; khong ro; tidak diketahui; hindi alam; 不明; 不详; 不詳; 未知; 未詳; 알수없음;
미상
"""
# A name or a part of one somewhere: fillers only where nothing else is written in the field.
_ALONE = """
n n; nn; n a; na; n v t; n b; nb; n k; nk; n c; nc; n d; nd; k a; ka; k a n; s o; so; s n; s p; x;
xx; nil; null; none; no; nee; neen; non; nein; geen; aucun; aucune; kein; keine; keiner; ohne; sans;
zonder; niets; rien; leeg; vide; leer; blank; empty; void; idem; test; tbd; tba; tbc; nomen; nomen
nescio; anoniem; anonyme; anonymous; anonym; anonymus; anonimo; anónimo; anonim; аноним; néant;
neant; no name; no first name; no given name; no given names; no last name; no surname; no family
name; first name unknown; not known; not given; not provided; not available; not applicable; not
specified; not stated; not recorded; given name; given names; first name; last name; family name;
name; naam; voornaam; voornamen; familienaam; achternaam; nom; prénom; prénoms; nom de famille;
vorname; vornamen; nachname; familienname; apellido; nombre; cognome; nome; geen naam; geen
voornaam; geen voornamen; geen familienaam; zonder naam; zonder voornaam; niet bekend; niet gekend;
niet ingevuld; niet opgegeven; niet vermeld; niet van toepassing; voornaam onbekend; sans nom; sans
prénom; sans prénoms; sans objet; sans prenom; pas connu; pas connue; non connu; non connue; non
communiqué; non renseigné; non précisé; non applicable; pas de nom; pas de prénom; prénom inconnu;
nom inconnu; ohne namen; ohne vorname; ohne vornamen; kein name; kein vorname; keine angabe; keine
angaben; nicht bekannt; nicht angegeben; nicht vorhanden; nicht zutreffend; entfällt; senza nome;
sin nombre; sin apellido; sem nome; bez imienia; brak; brak imienia; brak danych; nie dotyczy; fără
prenume; yok; adsız; adı yok; нет; нет имени; без имени; немає; нема; لا يوجد; بدون اسم; بدون;
ندارد; なし; 無; 无; 无名; 無名; 없음; không có; không
"""
_REPEATED = frozenset("x0123456789")
_MANY_X = re.compile("x{3,}")


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(phrase_tokens for phrase in text.split(";") if (phrase_tokens := tokens(phrase.strip())))


_NEVER = _phrases(_ANYWHERE)
_WORDS = frozenset(phrase[0] for phrase in _NEVER if len(phrase) == 1)
_FIELDS = _NEVER | _phrases(_ALONE) | frozenset((title,) for title in TITLES)
_NUMBERS = frozenset(map("".join, _NEVER)) | frozenset(
    "na nvt none nil null geen aucun kein keine unk nn nc xx no nee neen non nein idem test tbd tba tbc".split()
)
# The longest token of each filler: a name without any of these holds none.
_SIGNS = frozenset(max(phrase, key=len) for phrase in _FIELDS)


def without_fillers(field: tuple[str, ...]) -> tuple[str, ...]:
    """Drops the filler words from the tokens of a field of a name; all of them if nothing else is written in it."""
    if not any(map(may_be_filler, field)):
        return field
    if field in _FIELDS or all(len(set(token)) == 1 and token[0] == "x" for token in field):
        return ()
    left = tuple(token for token in field if token not in _WORDS and not _MANY_X.fullmatch(token))
    return left if left not in _FIELDS or left == field else ()


@lru_cache(maxsize=1 << 16)
def may_be_filler(token: str) -> bool:
    """Tells whether a token occurs in a filler: whoever has none of these has no filler in the name."""
    return token in _SIGNS or (token[:1] == "x" and set(token) == {"x"})


def is_filler_word(written: str) -> bool:
    """Tells whether what is written in place of a number is a word for none: n/a, geen, unknown."""
    written_tokens = tokens(written)
    return bool(written_tokens) and (
        written_tokens in _NEVER
        or "".join(written_tokens) in _NUMBERS
        or _MANY_X.fullmatch("".join(written_tokens)) is not None
    )


def is_filler_number(written: str) -> bool:
    """Tells whether the number of a document is none: a filler word, or an x or a digit repeated."""
    signs = set(written.lower())
    return is_filler_word(written) or (len(written) > 2 and len(signs) == 1 and signs <= _REPEATED)
