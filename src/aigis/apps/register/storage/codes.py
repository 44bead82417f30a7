"""The keyed codes (blind indexes) by which the database finds a subject."""

from aigis import wiring
from aigis.core.person import search_keys
from aigis.core.person.numbers import folded
from aigis.core.person.person import Document, Person

_SHORT = 16  # bytes: a subject has many such codes, and two that were equal by chance would only be compared in vain


def codes_of(person: Person) -> list[tuple[str, bytes]]:
    """The keyed codes that a person is found by, as (kind, code): identifiers, names as they sound, names and birth."""
    codes = [("number", number_code(number)) for number in person.national_numbers]
    for document in person.documents:
        codes += [("document", document_code(document)), ("document", folded_code(document))]
    codes += [("name", name_code(sound)) for sound in sorted(search_keys.sounds(person))]
    return codes + [("namebirth", birth_code(text)) for text in sorted(search_keys.births(person))]


def number_code(number: str) -> bytes:
    """The keyed code of a normalised national number."""
    return wiring.keyring().mac("register.number", number.encode())


def document_code(document: Document) -> bytes:
    """The keyed code of a normalised document."""
    return wiring.keyring().mac("register.document", f"{document.state}:{document.number}".encode())


def folded_code(document: Document) -> bytes:
    """The keyed code of a document whose number was read with O for 0 or I for 1, or the other way round."""
    return wiring.keyring().mac("register.folded", f"{document.state}:{folded(document.number)}".encode())


def name_code(sound: str) -> bytes:
    """The keyed code of a skeleton of `core.person.search_keys.sounds`."""
    return wiring.keyring().mac("register.name", sound.encode())[:_SHORT]


def birth_code(text: str) -> bytes:
    """The keyed code of a text of `core.person.search_keys.births`."""
    return wiring.keyring().mac("register.namebirth", text.encode())[:_SHORT]


def case_code(reference: str) -> bytes:
    """The keyed code of a case reference, however it is spaced and in whatever case it is written."""
    signs = "".join(sign for sign in reference.casefold() if sign.isalnum())
    return wiring.keyring().mac("register.case", signs.encode())


def row_code(digest: bytes) -> bytes:
    """The keyed code of an imported row; a bare digest would let whoever has the database guess rows."""
    return wiring.keyring().mac("register.row", digest)
