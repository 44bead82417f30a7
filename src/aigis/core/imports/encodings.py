"""The encodings in which lists are saved as text, by the names under which people choose them."""

from aigis.core.errors import InvalidInput

# The name of each and Python's own; the likeliest in Belgium come first.
CODECS = {
    "UTF-8": "utf-8",
    "UTF-16": "utf-16",
    "Windows-1252": "cp1252",
    "Windows-1250": "cp1250",
    "Windows-1251": "cp1251",
    "Windows-1253": "cp1253",
    "Windows-1254": "cp1254",
    "Windows-1257": "cp1257",
    "ISO-8859-1": "iso8859-1",
    "ISO-8859-2": "iso8859-2",
    "ISO-8859-5": "iso8859-5",
    "ISO-8859-7": "iso8859-7",
    "ISO-8859-9": "iso8859-9",
    "ISO-8859-15": "iso8859-15",
    "IBM850": "cp850",
    "IBM852": "cp852",
    "IBM866": "cp866",
    "KOI8-U": "koi8-u",
    "Macintosh": "mac_roman",
}
_BY_NAME = {name.lower(): name for name in CODECS}


def encoding_named(name: str) -> str:
    """Returns an encoding as `CODECS` writes it, "" for "" (recognise it); raises InvalidInput for any other name."""
    encoding = _BY_NAME.get(name.strip().lower()) if name.strip() else ""
    if encoding is None:
        raise InvalidInput(
            "There is no encoding '%(name)s'. Choose one of %(names)s.",
            field="encoding",
            values={"name": name, "names": ", ".join(CODECS)},
        )
    return encoding
