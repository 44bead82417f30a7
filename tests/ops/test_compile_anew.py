"""What an earlier version of the software kept of the compiled search does not slow down the present one for good."""

from pathlib import Path

import pytest

from aigis.core.matching import compiled_search
from aigis.ops.compile_lock import compiling_in_turn


def test_kept_files_stay_where_nothing_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "search.nbi"
    kept.write_bytes(b"")
    monkeypatch.setattr(compiled_search, "kept_in", lambda: str(tmp_path))
    with compiling_in_turn():
        pass
    assert kept.exists()


def test_after_a_failure_they_are_removed_and_the_search_is_compiled_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, other = tmp_path / "__pycache__" / "search.nbi", tmp_path / "search.py"
    kept.parent.mkdir()
    kept.write_bytes(b"names a module that is gone")
    other.write_text("")
    monkeypatch.setattr(compiled_search, "kept_in", lambda: str(tmp_path))
    monkeypatch.setattr(compiled_search._engine, "has_failed", True)
    monkeypatch.setattr(compiled_search._engine, "run", None)
    with compiling_in_turn():
        pass
    assert not kept.exists() and other.exists()
    assert compiled_search.is_warm()
    compiled_search.cool()
