"""Arabic, Hebrew and Armenian names in the Latin letters that passports commonly give them."""

import re

_MARKS = {"ً": "", "ٌ": "", "ٍ": "", "َ": "a", "ُ": "u", "ِ": "i", "ّ": "", "ْ": "", "ٰ": "a", "ـ": "", "ٓ": "", "ٔ": "", "ٕ": ""}
_ARABIC = _MARKS | dict(
    pair.split("=")
    for pair in """
    ا=a آ=a أ=a إ=i ٱ=a ب=b ت=t ث=th ج=j خ=kh د=d ذ=dh ر=r ز=z س=s ش=sh ص=s ض=d ط=t ظ=z ع=a غ=gh ف=f ق=q ك=k ل=l
    م=m ن=n و=u ي=i ى=a ة=a ئ=i ؤ=u
    پ=p چ=ch ژ=zh گ=g ک=k ی=i ے=e ں=n ٹ=t ڈ=d ڑ=r ڤ=v ۃ=a ې=e ۍ=i ټ=t ځ=z څ=ts ډ=d ړ=r ږ=zh ښ=sh ګ=g
    ڭ=ng ڼ=n ڥ=v
    """.split()
)
_H = dict.fromkeys("حهۀۂہھ", "H")
_OWN_H = re.compile("([skgtdcpz])H")
# Before a vowel, and at the start of a word, و and ي are the consonants w and y.
_SEMIVOWELS = re.compile("\\b([ويی])|([ويی])(?=[اأآىةُِ])")
_CONSONANTS = {"و": "w", "ي": "y", "ی": "y"}
# The article, written together with its name; in these names the same two letters are part of the name itself.
_ARTICLE = re.compile("^ال(?=...)")
_NO_ARTICLE = {"الياس": "ilyas", "الیاس": "ilyas", "الهام": "ilham", "الينا": "alina", "اليسا": "alisa"}


def arabic(word: str) -> str:
    """Writes a word of Arabic, Persian or Urdu letters: consonants, the long vowels, and the article apart."""
    if word in _NO_ARTICLE:
        return _NO_ARTICLE[word]
    word = _ARTICLE.sub("al ", word)
    word = _SEMIVOWELS.sub(lambda match: _CONSONANTS[match.group()], word)
    return _apart("".join(_ARABIC.get(sign, _H.get(sign, sign)) for sign in word))


def _apart(written: str) -> str:
    """Keeps an h of its own from becoming the second half of sh, kh or th: سهيل is sahil, not shil."""
    return _OWN_H.sub(r"\1ah", written).replace("H", "h")


_HEBREW = dict(
    pair.split("=")
    for pair in """
    א=a ב=v ג=g ד=d ה=H ו=o ז=z ח=h ט=t י=i כ=kh ך=kh ל=l מ=m ם=m נ=n ן=n ס=s ע=a פ=f ף=f צ=ts ץ=ts ק=k ר=r ש=sh ת=t
    """.split()
)
# At the start of a word ב, כ and פ are hard, and ו and י are consonants.
_HEBREW_FIRST = {"ב": "b", "כ": "k", "פ": "p", "ו": "v", "י": "y"}
_GERSHAYIM = re.compile("[\u05f3\u05f4]")
_FINAL_HE = re.compile("(?<=..)ה$")
_POINTS = re.compile("[\u0591-\u05bd\u05bf-\u05c7]")


def hebrew(word: str) -> str:
    """Writes a word of Hebrew letters, without vowel points: consonants, and a vowel where a letter stands for one."""
    word = _POINTS.sub("", _GERSHAYIM.sub("", word)).replace("וו", "v").replace("\u05be", " ")
    word = _FINAL_HE.sub("א", word)
    first = _HEBREW_FIRST.get(word[:1], _HEBREW.get(word[:1], word[:1]))
    return _apart(first + "".join(_HEBREW.get(sign, sign) for sign in word[1:]))


def armenian(word: str) -> str:
    """Writes the pairs of Armenian letters that are one sound; everything else is left to the general table."""
    return word.lower().replace("ու", "u").replace("եւ", "ev").replace("և", "ev")
