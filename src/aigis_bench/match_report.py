"""The quality report of the matcher out of measured figures: tables, curves, and where a peer is better."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from string import Template
from typing import Any

from aigis_bench.svg import curves

_OURS = "aigis"
_PAGE = Path(__file__).with_suffix(".md")


def write(path: Path, figures: dict[str, Any]) -> None:
    """Writes the page, and beside it `images/matching-….svg` for each set with a curve."""
    images = path.parent / "images"
    images.mkdir(parents=True, exist_ok=True)
    sets = _by_set(figures["accuracy"])
    for name, rows in sets.items():
        lines = {row["system"]: [(x, y) for x, y in row["curve"]] for row in rows if row.get("curve")}
        drawn = curves(f"{name}: precision and recall by cut", lines, across="recall", up="precision")
        (images / f"matching-{_slug(name)}.svg").write_text(drawn, encoding="utf-8")
    path.write_text(_page(figures, sets), encoding="utf-8")


def _page(figures: dict[str, Any], sets: dict[str, list[dict[str, Any]]]) -> str:
    versions = dict.fromkeys(("rapidfuzz", "polars", "splink", "nomenklatura"), "(not measured)") | figures["versions"]
    return Template(_PAGE.read_text(encoding="utf-8")).substitute(
        versions,
        machine=figures["machine"],
        speed="\n".join(_speed(figures["speed"])),
        single=_single(figures["single"]),
        accuracy="\n".join(_accuracy(sets)),
        better="\n".join([*_faster(figures["speed"]), *_more_accurate(sets)]) or "Nowhere in these figures.",
    )


def _single(figures: dict[str, Any]) -> str:
    if not figures:
        return ""
    return (
        f"One check in process among {figures['subjects']:,} subjects takes {figures['p50_ms']} ms in the middle and\n"
        f"{figures['p99_ms']} ms at the 99th percentile; the index is built in {figures['index_seconds']} s."
    )


def _speed(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield from _table(
        ("work", "system", "persons", "subjects", "seconds", "MB", "recall", "false alerts", "certain of them"),
        (
            (
                row["work"], row["system"], f"{row['persons']:,}", f"{row['subjects']:,}", f"{row['seconds']:,.2f}",
                f"{row['max_rss_mb']:,.0f}", f"{row['recall']:.3f}", f"{row['false_alerts']:.3%}",
                f"{row['false_certain']:.3%}" if "false_certain" in row else "",
            )
            for row in rows
        ),
    )  # fmt: skip


def _accuracy(sets: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    rows = [row for rows_of_set in sets.values() for row in rows_of_set]
    yield from _table(
        ("set", "system", "best F1", "recall at precision .99", "recall as used", "false alerts as used"),
        (
            (
                row["set"], row["system"], f"{row['f1']:.3f}", f"{row['recall_at_p99']:.3f}",
                *((f"{row['recall']:.3f}", f"{row['false_alerts']:.2%}") if "recall" in row else ("", "")),
            )
            for row in rows
        ),
    )  # fmt: skip
    for name, rows_of_set in sets.items():
        if any(row.get("curve") for row in rows_of_set):
            best = max(rows_of_set, key=lambda row: float(row["f1"]))
            title = f"precision and recall on {name}; best F1 {best['f1']:.3f} by {best['system']}"
            yield f"\n![{title}](images/matching-{_slug(name)}.svg)"


def _faster(speed: Sequence[dict[str, Any]]) -> Iterator[str]:
    for ours in (row for row in speed if row["system"] == _OURS):
        for row in speed:
            rate, our_rate = (row_["persons"] / max(row_["seconds"], 1e-6) for row_ in (row, ours))
            if row["work"] == ours["work"] and row is not ours and rate > our_rate:
                yield (
                    f"- **{row['system']}** is {rate / our_rate:.1f} times as fast on {row['work']} "
                    f"(recall {row['recall']:.3f} against {ours['recall']:.3f})."
                )
            less = row["max_rss_mb"] < ours["max_rss_mb"]
            if row["work"] == ours["work"] and row is not ours and less and row["persons"] == ours["persons"]:
                needs = f"{row['max_rss_mb']:,.0f} MB against {ours['max_rss_mb']:,.0f}"
                yield f"- **{row['system']}** needs less memory on {row['work']}: {needs}."


def _more_accurate(sets: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    measures = (("f1", "best F1"), ("recall_at_p99", "recall at precision .99"))
    for name, rows in sets.items():
        ours = next((row for row in rows if row["system"] == _OURS), None)
        for row in rows if ours else ():
            for key, words in measures:
                if row is not ours and ours and row[key] > ours[key]:
                    figures = f"{row[key]:.3f} against {ours[key]:.3f}"
                    yield f"- **{row['system']}** has the better {words} on {name}: {figures}."


def _by_set(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    sets: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        sets.setdefault(row["set"], []).append(row)
    return sets


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(headers)} |"
    yield f"|{'---|' * len(headers)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
