"""Which column of a list means what, told by its header in Dutch, French, German or English."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import combining, normalize

from aigis.core.errors import InvalidInput


class Column(StrEnum):
    """What a column of a list of bans or of persons can hold."""

    ID = "id"
    FULL_NAME = "full_name"
    FAMILY_NAME = "family_name"
    GIVEN_NAMES = "given_names"
    ALIASES = "aliases"
    BIRTH_DATE = "birth_date"
    NATIONAL_NUMBER = "national_number"
    DOCUMENT = "document"
    DOCUMENT_STATE = "document_state"
    SEX = "sex"
    NATIONALITY = "nationality"
    KIND = "kind"
    AUTHORITY = "authority"
    DECISION_DATE = "decision_date"
    FINAL_ON = "final_on"
    LEGAL_BASIS = "legal_basis"
    CASE_REFERENCE = "case_reference"
    FIRST_DAY = "first_day"
    LAST_DAY = "last_day"


# A person has several of these, and a list may give each a column of its own.
_SEVERAL = frozenset({Column.ALIASES, Column.NATIONAL_NUMBER, Column.DOCUMENT})

# Headers as offices write them, separated by semicolons. "Bis" alone is left out: it is a number and a German "until".
_HEADERS = {
    Column.ID: "id; ref; nr; no; n°; badge; badgenummer; badge number; numéro de badge; ausweis id",
    Column.FULL_NAME: """
        full_name; fullname; volledige naam; naam en voornaam; naam voornaam; voornaam en naam; voornaam naam;
        naam en voornamen; nom complet; nom et prénom; nom et prénoms; nom prénom; nom prénoms; prénom et nom;
        prénom nom; vollständiger name; name und vorname; name vorname; vor- und nachname; vorname und name;
        name and first name; name and given names; family name, given names; betrokkene;
        intéressé; person; persoon; personne
        """,
    Column.FAMILY_NAME: """
        family_name; family name; last name; surname; familienaam; achternaam; nom de famille; nachname; familienname;
        zuname
        """,
    Column.GIVEN_NAMES: """
        given_names; given name; given names; given; first name; first names; forename; forenames; voornaam;
        voornamen; voorna(a)m(en); prénom; prénoms; prénom(s); vorname; vornamen; vorname(n); rufname
        """,
    Column.ALIASES: """
        alias; aliases; aliassen; aliasnamen; also known as; aka; other names; ook bekend als; andere namen; bijnaam;
        bijnamen; schuilnaam; autre nom; autres noms; surnom; surnoms; autres identités; weitere namen;
        auch bekannt als
        """,
    Column.BIRTH_DATE: """
        birth_date; birthdate; date of birth; dob; born; born on; geboortedatum; geboren; geboren op; geb. datum;
        date de naissance; naissance; né le; née le; né(e) le; geburtsdatum; geboren am
        """,
    Column.NATIONAL_NUMBER: """
        national_number; national number; national register number; nrn; nn; rrn; rrnr; rr nr; rijksregisternummer;
        rijksregisternr; rijksregister; nationaal nummer; insz; insz nummer; bisnummer; bis nummer; bis number;
        numéro bis; numéro national; n° national; n° de registre national; registre national;
        numéro de registre national; niss; numéro niss; nationalnummer; nationalregisternummer; enss
        """,
    Column.DOCUMENT: """
        document; documents; document number; document no; documentnummer; documentnr; identity document;
        identity card; id card; passport; passport number; paspoort; paspoortnummer; identiteitskaart;
        identiteitskaartnummer; identiteitsdocument; reisdocument; numéro de document; n° de document;
        number of identity document; number of identity or travel document; serial number of identity document;
        serial number of identity or travel document; nature and no of identity document;
        numéro de la pièce d'identité; numéro du document d'identité;
        pièce d'identité; carte d'identité; numéro de carte d'identité; passeport; numéro de passeport; dokument;
        dokumentnummer; dokumentennummer; ausweis; ausweisnummer; personalausweis; personalausweisnummer; reisepass;
        reisepassnummer
        """,
    Column.DOCUMENT_STATE: """
        issuing state of identity document; issuing state of identity or travel document;
        état émetteur de la pièce d'identité; document_state; document state;
        document country; issuing state; issuing country; land van afgifte;
        staat van afgifte; afgiftestaat; documentland; land document; état émetteur; pays émetteur; pays d'émission;
        pays de délivrance; ausstellungsstaat; ausstellerstaat; ausstellender staat; ausstellungsland
        """,
    Column.SEX: "sex; gender; geslacht; sexe; geschlecht",
    Column.NATIONALITY: "nationality; citizenship; nationaliteit; nationalité; nationalität; staatsangehörigkeit",
    Column.KIND: """
        kind; kind of ban; type; type of ban; soort; soort verbod; aard; aard van het verbod; type verbod;
        soort maatregel; genre; type d'interdiction; genre d'interdiction; nature; nature de la mesure; art;
        art des verbots; art der massnahme
        """,
    Column.AUTHORITY: """
        authority; imposed by; court; judge; autoriteit; overheid; opgelegd door; rechtbank; rechterlijke instantie;
        instantie; gerecht; autorité; imposée par; imposé par; tribunal; juridiction; behörde; gericht; verhängt von;
        verhängt durch
        """,
    Column.DECISION_DATE: """
        decision_date; decision date; date of decision; date of judgment; judgment date; datum beslissing;
        datum van de beslissing; beslissingsdatum; datum vonnis; datum van het vonnis; vonnisdatum; datum uitspraak;
        uitspraakdatum; date décision; date de décision; date de la décision; date du jugement; date jugement;
        datum der entscheidung; entscheidungsdatum; datum des urteils; urteilsdatum
        """,
    Column.FINAL_ON: """
        final_on; final; final on; finality date; definitief; definitief op; datum definitief; kracht van gewijsde;
        in kracht van gewijsde; in kracht van gewijsde op; définitif; définitive; définitif le; définitive le;
        force de chose jugée; passé en force de chose jugée le; rechtskräftig; rechtskräftig am; rechtskräftig seit;
        rechtskraft
        """,
    Column.LEGAL_BASIS: """
        legal_basis; legal basis; article; artikel; rechtsgrond; rechtsgrondslag; juridische grondslag;
        wettelijke basis; wettelijke grondslag; wetsartikel; wetsartikelen; base légale; fondement juridique;
        fondement légal; rechtsgrundlage; gesetzliche grundlage
        """,
    Column.CASE_REFERENCE: """
        case_reference; case reference; case; case number; reference; reference number; dossier; dossiernummer;
        dossiernr; notitienummer; notitienr; zaaknummer; rolnummer; referentie; kenmerk; référence;
        référence du dossier; numéro de dossier; numéro du dossier; n° de dossier; numéro de notice; notice;
        numéro de rôle; aktenzeichen; geschäftszeichen; geschäftsnummer; aktennummer
        """,
    Column.FIRST_DAY: """
        first_day; first day; starts_on; starts on; start; start date; from; valid from; in force from; begin;
        begindatum; beginn; startdatum; ingangsdatum; aanvang; aanvangsdatum; ingang; van; vanaf; geldig vanaf;
        geldig van; eerste dag; premier jour; date de début; début; du; dès le; à partir du; valable du;
        valable à partir du; prise de cours; erster tag; anfang; anfangsdatum; ab; von; gültig ab; gültig von
        """,
    Column.LAST_DAY: """
        last_day; last day; ends_on; ends on; end; end date; until; till; to; valid until; in force until; einde;
        einddatum; tot; tot en met; t/m; geldig tot; geldig tot en met; laatste dag; vervaldatum; dernier jour;
        date de fin; fin; au; jusqu'au; valable jusqu'au; échéance; letzter tag; ende; enddatum; gültig bis;
        bis einschliesslich; bis einschließlich
        """,
}
# Our own column in the lists of rejects, which is nothing to read when they come back.
REASON_HEADERS = {
    "nl": "Reden van weigering",
    "fr": "Motif du refus",
    "de": "Grund der Ablehnung",
    "en": "Reason",
}
# These are the family name where another column has the given names, and the whole name otherwise.
_NAME = "name; naam; nom; namen; noms"

_REMARK = re.compile(r"[(\[].*[)\]]")
_FORM_NUMBER = re.compile(r"^\s*\d{1,2}\s*[.)]\s*")  # as the boxes of the FAL forms of the IMO are numbered
_SIGNS = re.compile(r"[^\w]|_")


def folded(text: str) -> str:
    """Writes a header or a name of an authority without case, accents, blanks and signs."""
    letters = normalize("NFKD", text).casefold()
    return _SIGNS.sub("", "".join(letter for letter in letters if not combining(letter)))


def _folded_list(headers: str) -> list[str]:
    return [folded(header) for header in headers.split(";")]


MEANING = {header: column for column, headers in _HEADERS.items() for header in _folded_list(headers)}
_NAMES = frozenset(_folded_list(_NAME))


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one list: `places` from the left, counted from 0, of each column that was recognised."""

    headers: tuple[str, ...]
    places: Mapping[Column, tuple[int, ...]]

    def __contains__(self, column: Column) -> bool:
        return column in self.places

    def header(self, column: Column) -> str:
        """The header as the list writes it; our own word where the list has no such column."""
        places = self.places.get(column)
        return self.headers[places[0]] if places else column.value

    @property
    def unread(self) -> list[str]:
        """The headers that were not recognised."""
        read = {position for places in self.places.values() for position in places}
        return [header for index, header in enumerate(self.headers) if header and index not in read]


def columns_of(headers: Sequence[str]) -> Columns:
    """Recognises the columns of a list by their headers; raises InvalidInput where two claim to be the same."""
    return columns_as(headers, meanings(headers))


def meanings(headers: Sequence[str]) -> list[Column | None]:
    """What each column means by its header as it is usually written; None for one that says nothing to us."""
    columns = [_meaning(header) for header in headers]
    name = Column.FAMILY_NAME if Column.GIVEN_NAMES in columns else Column.FULL_NAME
    return [
        name if meaning is None and plain(header) in _NAMES else meaning
        for header, meaning in zip(headers, columns, strict=True)
    ]


def columns_as(headers: Sequence[str], meant: Sequence[Column | None]) -> Columns:
    """The columns of a list whose meanings are told; raises InvalidInput where two are meant to be the same."""
    places: dict[Column, tuple[int, ...]] = {}
    for index, meaning in enumerate(meant):
        if meaning is not None:
            places[meaning] = (*places.get(meaning, ()), index)
    for column, column_places in places.items():
        if len(column_places) > 1 and column not in _SEVERAL:
            raise InvalidInput(
                "Columns '%(one)s' and '%(other)s' both look like '%(column)s'. Rename or remove one of them.",
                field="file",
                values={"one": headers[column_places[0]], "other": headers[column_places[1]], "column": column.value},
            )
    return Columns(tuple(headers), places)


def _meaning(header: str) -> Column | None:
    """Takes the header as it stands, then without a remark such as (dd/mm/yyyy), then without the number of a box."""
    bare = _FORM_NUMBER.sub("", header)
    return MEANING.get(folded(header)) or MEANING.get(plain(header)) or MEANING.get(plain(bare))


def plain(header: str) -> str:
    """A header without case, accents, signs, and a remark in brackets."""
    return folded(_REMARK.sub("", header))
