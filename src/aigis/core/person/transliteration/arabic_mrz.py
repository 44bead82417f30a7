"""Names in Arabic script as ICAO's table writes them in a machine-readable zone: Doc 9303 part 3, section 6, table C.

The table gives every Arabic letter a code of its own, so that the name as written in Arabic can be had again from the
zone: MXHMWD is محمود. Few states use it; most write a zone as the name is written in Latin letters.
"""

import re

# Hamza and the forms of alif come first; then the alphabet; then the letters that Persian, Pashto, Urdu, Uighur and the
# Arabic of the Maghreb add.
CODES = dict(
    pair.split("=")
    for pair in """
    ء=XE آ=XAA أ=XAE ؤ=U إ=I ئ=XI ا=A ٱ=XXA ة=XTA ى=XAY ب=B ت=T ث=XTH ج=J ح=XH خ=XKH د=D ذ=XDH ر=R ز=Z س=S ش=XSH
    ص=XSS ض=XDZ ط=XTT ظ=XZZ ع=E غ=G ف=F ق=Q ك=K ل=L م=M ن=N ه=H و=W ي=Y
    ٹ=XXT ټ=XRT پ=P ځ=XKE څ=XXH چ=XC ڈ=XXD ډ=XDR ڑ=XXR ړ=XRR ږ=XRX ژ=XJ ښ=XXS ڤ=V ڥ=XF ک=XKK ګ=XXK ڭ=XNG گ=XGG
    ں=XNN ڼ=XXN ھ=XDO ۀ=XYH ہ=XXG ۂ=XGE ۃ=XTG ی=XYA ۍ=XXY ے=XYB ۓ=XBE
    """.split()
)
# Pashto's ې shares its code with ي, and a teh marbuta at the end of a word has a second one.
_LETTERS = {code: letter for letter, code in CODES.items()} | {"XAH": "ة"}
_CODE = "|".join(sorted(_LETTERS, key=len, reverse=True))
_WORD = re.compile(f"(?:{_CODE})+")
_ONE = re.compile(_CODE)
_SURE = re.compile("X[A-Z]")  # a code that no Latin name of an Arabic-writing state would hold by chance

# States that write names in Arabic script; elsewhere an X is an X, as in the Albanian Xhaka.
ARABIC_STATES = frozenset(
    "AFG ARE BHR COM DJI DZA EGY ESH IRN IRQ JOR KWT LBN LBY MAR MRT OMN PAK PSE QAT SAU SDN SYR TCD TUN YEM".split()
)


def decoded(name: str) -> str:
    """Gives the Arabic spelling of a name written in ICAO's Arabic codes; any other name comes back as it is."""
    words = name.split(" ")
    if not _SURE.search(name) or not all(_WORD.fullmatch(word) for word in words):
        return name
    return " ".join(_ONE.sub(lambda code: _LETTERS[code.group()], word) for word in words)
