"""The figures that the weights are made from are counted, over whatever sets a folder holds."""

from pathlib import Path

import pytest

from aigis_bench import fitting

FEBRL = """rec_id, given_name, surname, date_of_birth
rec-1-org, jan, peeters, 19810403
rec-1-dup-0, jna, peeters, 19810403
rec-2-org, mia, claes, 19751230
rec-2-dup-0, mia, claes, 19751203
rec-3-org, omar, haddad, 19600101
"""


def test_relations_are_counted_among_pairs_of_one_person_and_of_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitting, "_STRANGERS", 100)
    (tmp_path / "febrl").mkdir()
    (tmp_path / "febrl" / "dataset1.csv").write_text(FEBRL)
    assert fitting.main(["--data", str(tmp_path)]) == 0
    head, _, *lines = capsys.readouterr().out.splitlines()
    shares = {line.split()[0]: line.split()[1] for line in lines}
    assert "2 pairs of one person" in head
    assert (shares["birth_equal"], shares["token_equal"], shares["token_one_edit_short"]) == (
        "50.0000%",
        "100.0000%",
        "50.0000%",
    )


def test_a_folder_without_sets_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert fitting.main(["--data", str(tmp_path)]) == 2
    assert "no set" in capsys.readouterr().err
