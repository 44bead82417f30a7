"""Signed notes, keys and cosignatures."""

import pytest

from aigis.core.errors import InvalidInput
from aigis.core.tlog.keys import COSIGNER, SigningKey, VerifierKey
from aigis.core.tlog.note import Note, Signature, open_note, sign_note

# The example of the Go package that signed notes come from (golang.org/x/mod/sumdb/note).
PETER = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PETER_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SAYING = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNED = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="

KEY = SigningKey("port.example/log", bytes(32))
OTHER = SigningKey("port.example/log", bytes([1]) * 32)


def test_a_note_of_another_program_comes_out_byte_for_byte() -> None:
    key = SigningKey.parse(PETER)
    assert str(key.verifier) == PETER_PUBLIC
    assert key.text == PETER
    assert sign_note(SAYING, key=key) == f"{SAYING}\n{SIGNED}\n"


def test_a_signed_note_opens_with_its_key() -> None:
    assert open_note(f"{SAYING}\n{SIGNED}\n", keys=[VerifierKey.parse(PETER_PUBLIC)]) == SAYING


def test_a_text_may_hold_empty_lines_and_signs_of_any_script() -> None:
    text = "ὁ λόγος\n\n— not a signature\n"
    assert open_note(sign_note(text, key=KEY), keys=[KEY.verifier]) == text


def test_signatures_of_unknown_keys_are_ignored() -> None:
    note = sign_note("text\n", key=KEY)
    unknown = str(Signature.by(OTHER.verifier, b"whatever"))
    assert open_note(f"{note}{unknown}\n", keys=[KEY.verifier]) == "text\n"


def test_a_note_signed_by_unknown_keys_only_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no signature of the key"):
        open_note(sign_note("text\n", key=OTHER), keys=[KEY.verifier])


def test_one_wrong_signature_of_a_known_key_refuses_the_note() -> None:
    note = sign_note("text\n", key=KEY)
    forged = str(Signature.by(OTHER.verifier, KEY.sign("text\n")))
    with pytest.raises(InvalidInput, match="wrong"):
        open_note(f"{note}{forged}\n", keys=[KEY.verifier, OTHER.verifier])


def test_a_signature_does_not_fit_another_text() -> None:
    note = sign_note("text\n", key=KEY).replace("text", "test")
    with pytest.raises(InvalidInput, match="wrong"):
        open_note(note, keys=[KEY.verifier])


@pytest.mark.parametrize(
    "bend",
    [
        lambda note: note[:-1],
        lambda note: note + "\n",
        lambda note: note.replace("—", "-"),
        lambda note: note.replace("\n\n", "\n"),
        lambda note: note.replace("text", "te\tt"),
        lambda note: note.replace("\n", "\r\n"),
        lambda note: note.replace("— port", "—  port"),
        lambda note: note.replace("=", ""),
        lambda note: note.split("\n\n")[0] + "\n\n",
        lambda note: note + "— x AAAAAA==\n",
        lambda note: note + note.split("\n\n")[1] * 100,
        lambda note: "",
    ],
)
def test_a_malformed_note_is_refused(bend) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    note = bend(sign_note("text\n", key=KEY))
    with pytest.raises(InvalidInput):
        open_note(note, keys=[KEY.verifier])


@pytest.mark.parametrize("sign", ["\t", "\r", "\x00", "\x1f", "\x0b"])
def test_control_characters_are_refused_though_the_key_signed_them(sign: str) -> None:
    text = f"te{sign}t\n"
    note = str(Note(text, (Signature.by(KEY.verifier, KEY.sign(text)),)))
    with pytest.raises(InvalidInput, match="not a signed note"):
        open_note(note, keys=[KEY.verifier])
    with pytest.raises(ValueError, match="control"):
        sign_note(text, key=KEY)


def test_sixteen_signatures_are_accepted() -> None:
    line = sign_note("text\n", key=KEY).split("\n\n")[1]
    assert len(Note.parse("text\n\n" + line * 16).signatures) == 16


def test_a_text_that_does_not_end_in_a_newline_is_not_signed() -> None:
    with pytest.raises(ValueError, match="newline"):
        sign_note("text", key=KEY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PeterNeumann",
        PETER_PUBLIC.replace("c74f20a3", "c74f20a4"),
        PETER_PUBLIC.replace("c74f20a3", "C74F20A3"),
        PETER_PUBLIC.replace("Peter", "Pieter"),
        PETER_PUBLIC[:-4],
        PETER_PUBLIC + "AAAA",
        PETER_PUBLIC.replace("+AR", "+BR"),
        PETER_PUBLIC.replace("Peter", "Peter "),
        PETER_PUBLIC + "\n",
    ],
)
def test_a_key_that_was_copied_wrongly_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        VerifierKey.parse(text)


def test_a_private_key_never_shows_in_a_message() -> None:
    key = SigningKey.parse(PETER)
    assert "AYEKF" not in repr(key)
    with pytest.raises(ValueError, match="private key") as refused:
        SigningKey.parse(PETER.replace("c74f", "0000"))
    assert "AYEKF" not in str(refused.value)


def test_a_witness_cosigns_with_the_time() -> None:
    text = "port.example/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
    cosignature = Signature.by(KEY.cosigner, KEY.cosign(text, time=1_679_315_147))
    key = VerifierKey.parse(str(KEY.cosigner))
    assert key.algorithm == COSIGNER
    assert key.id != KEY.verifier.id
    assert open_note(str(Note(text, (cosignature,))), keys=[key]) == text
    later = cosignature.data[:7] + b"\xff" + cosignature.data[8:]
    assert not key.verifies(text, later)
    assert not key.verifies(text, KEY.sign(text))
    assert not key.verifies(text, b"short")


def test_a_cosignature_from_beyond_the_last_time_is_wrong() -> None:
    text = "port.example/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
    assert KEY.cosigner.verifies(text, KEY.cosign(text, time=2**63 - 1))
    assert not KEY.cosigner.verifies(text, KEY.cosign(text, time=2**63))


def test_the_specifications_own_note_is_read() -> None:
    note = (
        "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
        "— quasimodo.example/salvatore "
        "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
    )
    parsed = Note.parse(note)
    assert parsed.text.endswith("\n\ned è subito sera.\n") and str(parsed) == note
    assert parsed.signatures[0].key_id.hex() == "367ba04b"


def test_a_text_may_be_an_empty_line() -> None:
    assert open_note(sign_note("\n", key=KEY), keys=[KEY.verifier]) == "\n"


def test_a_key_that_shares_only_name_or_id_is_unknown() -> None:
    note = sign_note("text\n", key=KEY)
    data = KEY.sign("bent\n")
    for name, key_id in ((KEY.name, bytes(4)), ("quay.example/log", KEY.verifier.id)):
        assert open_note(f"{note}{Signature(name, key_id, data)}\n", keys=[KEY.verifier]) == "text\n"
        with pytest.raises(InvalidInput, match="no signature of the key"):
            open_note(str(Note("text\n", (Signature(name, key_id, data),))), keys=[KEY.verifier])


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u2003", "\u3000", "\u0085", "\u2028", "+"])
def test_a_key_name_has_no_space_of_any_script_and_no_plus(space: str) -> None:
    note = str(Note("text\n", (Signature(f"port{space}example", KEY.verifier.id, KEY.sign("text\n")),)))
    with pytest.raises(InvalidInput, match="not a signed note"):
        Note.parse(note)


@pytest.mark.parametrize("name", ["oid/1.2.3", "é.example", "a\x7fb", "—"])
def test_every_other_name_may_stand_in_a_note(name: str) -> None:
    note = sign_note("text\n", key=KEY) + f"{Signature(name, bytes(4), b'x')}\n"
    assert open_note(note, keys=[KEY.verifier]) == "text\n"


def test_a_lone_surrogate_is_refused_because_it_has_no_utf8() -> None:
    for bent in (sign_note("text\n", key=KEY).replace("text", "te\ud800t"), "text\n\n— a\ud800 AAAAAAA=\n"):
        with pytest.raises(InvalidInput, match="not a signed note"):
            open_note(bent, keys=[KEY.verifier])


def test_the_text_ends_at_the_last_empty_line() -> None:
    inner = sign_note("text\n", key=KEY)
    outer = sign_note(inner, key=OTHER)
    assert open_note(outer, keys=[OTHER.verifier]) == inner
    with pytest.raises(InvalidInput, match="no signature of the key"):
        open_note(outer, keys=[KEY.verifier])
