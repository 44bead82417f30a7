"""The same targets under libFuzzer: `python -m tests.fuzz.guided TARGET [-max_total_time=600] [-runs=N] [FOLDER]`.

Needs the package `atheris`, which is no part of the locked environments for its size (Linux, 35 MB): install it beside.
New texts are kept in FOLDER, or nowhere; a text that breaks a target is written to the present folder by libFuzzer.
"""

import importlib
import sys
from random import Random
from typing import Any

_LONGEST = 420


def main() -> None:
    """Never returns: libFuzzer ends the process, with 0 after the time or the runs it was given."""
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["aigis.core.person"]):
        targets = importlib.import_module("tests.fuzz.targets")
    mutation = importlib.import_module("tests.fuzz.mutation")
    target = targets.TARGETS[sys.argv[1]]

    def one(data: bytes) -> None:
        target(_text(data))

    def custom(data: bytes, max_size: int, seed: int) -> bytes:
        if seed % 2:
            return bytes(atheris.Mutate(data, max_size))
        return _bytes(mutation.mutated([_text(data)], Random(seed)))[:max_size]

    own = [argument for argument in sys.argv[2:] if not argument.startswith("-")]
    flags = [argument for argument in sys.argv[2:] if argument.startswith("-")]
    start = str(targets.SEEDS / sys.argv[1])
    arguments = [sys.argv[0], f"-max_len={_LONGEST}", *flags, *own, start]
    atheris.Setup(arguments, one, custom_mutator=custom)
    atheris.Fuzz()


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


if __name__ == "__main__":
    main()
