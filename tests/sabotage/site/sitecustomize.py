"""Changes the source of one module as it is imported: a program with a fault in it, without touching the program.

`SABOTAGED_MODULE` is a JSON object with `module` and `edits`, a list of pairs of texts; each first text must stand in
the module's source exactly once.
"""

import json
import os
import sys
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType
from typing import Any

_FAULT: dict[str, Any] = json.loads(os.environ.get("SABOTAGED_MODULE", "null")) or {}


class Loader(SourceFileLoader):
    """Loads a module from its changed source, never from compiled code."""

    def get_code(self, fullname: str) -> CodeType:
        """Compiles the changed source."""
        source = self.get_data(self.path).decode()
        for text, replacement in _FAULT["edits"]:
            if source.count(text) != 1:
                raise ImportError(f"{fullname} does not have once: {text}")
            source = source.replace(text, replacement)
        return compile(source, self.path, "exec", dont_inherit=True)


class Finder:
    """Finds the one module that is changed."""

    @staticmethod
    def find_spec(fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Returns the module's spec with our loader; None for every other module."""
        if fullname != _FAULT["module"]:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.origin is None:
            return spec
        spec.loader = Loader(fullname, spec.origin)
        return spec


if _FAULT:
    sys.meta_path.insert(0, Finder)
