"""How well scores tell the same person from another: precision and recall at every cut."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

_POINTS = 120
_PRECISE = 0.99


def both_ways(pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs of one list that was searched for itself: nobody with himself, each pair in both directions."""
    others = pairs.filter(pl.col("query_id") != pl.col("subject_id"))
    turned = others.rename({"query_id": "subject_id", "subject_id": "query_id"}).select(others.columns)
    return pl.concat([others, turned])


def ranked(scores: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """One row a scored pair with `score` and whether it `is_same`; of a pair scored twice the better score counts."""
    keys = [name for name in ("id", "query_id", "subject_id") if name in known.columns]
    best = scores.group_by(keys).agg(pl.col("score").max())
    truth_rows = known.select(keys).with_columns(is_same=pl.lit(True))
    return best.join(truth_rows, on=keys, how="left").select("score", pl.col("is_same").fill_null(False))


def read_scores(path: Path) -> pl.DataFrame:
    """The scores a system wrote; ours are bits."""
    scores_read = pl.read_parquet(path)
    return scores_read.rename({"bits": "score"}) if "bits" in scores_read.columns else scores_read


def cuts(table: pl.DataFrame, *, truths: int) -> pl.DataFrame:
    """Precision, recall and F1 when everything with `score` or more counts as the same person, from the top down."""
    by_score = table.group_by("score").agg(pl.len().alias("pairs"), pl.col("is_same").sum().alias("right"))
    summed = by_score.sort("score", descending=True).with_columns(pl.col("pairs", "right").cum_sum())
    return summed.select(
        "score",
        precision=pl.col("right") / pl.col("pairs"),
        recall=pl.col("right") / truths,
        f1=2 * pl.col("right") / (pl.col("pairs") + truths),
    )


def figures(table: pl.DataFrame, *, truths: int) -> dict[str, Any]:
    """Best F1 with its cut, the recall that precision .99 leaves, and points of the curve."""
    every = cuts(table, truths=truths)
    if every.is_empty():
        return {"f1": 0.0, "cut": None, "recall_at_p99": 0.0, "curve": []}
    best = every.row(every["f1"].arg_max() or 0, named=True)
    precise = every.filter(pl.col("precision") >= _PRECISE)["recall"].max()
    return {
        "f1": round(best["f1"], 4),
        "cut": round(best["score"], 3),
        "recall_at_p99": round(float(precise or 0.0), 4),  # type: ignore[arg-type]
        "curve": [[round(r, 4), round(p, 4)] for r, p in _thinned(every).select("recall", "precision").rows()],
    }


def alerts(scores_read: pl.DataFrame, query_ids: Sequence[str], known: pl.DataFrame) -> dict[str, float]:
    """Of what counts as found: the share of known pairs in it, and the share of strangers for whom somebody was found.

    `asked` are all that were asked about; strangers are those of them of whom no pair is known.
    """
    known = known.filter(pl.col("subject_id") != "")
    strangers = pl.DataFrame({"query_id": query_ids}).join(known, on="query_id", how="anti")
    right = known.join(scores_read, on=["query_id", "subject_id"], how="semi")
    wrong = strangers.join(scores_read, on="query_id", how="semi")
    shares = {"recall": len(right) / max(1, len(known)), "false_alerts": len(wrong) / max(1, len(strangers))}
    if "strength" in scores_read.columns:
        certain = strangers.join(scores_read.filter(pl.col("strength") == "certain"), on="query_id", how="semi")
        shares["false_certain"] = len(certain) / max(1, len(strangers))
    return {name: round(share, 5) for name, share in shares.items()}


def counted(scores: pl.DataFrame, *, cut: float | None) -> pl.DataFrame:
    """What counts as found: scores from the cut on; without a cut, ours, the certain and possible matches."""
    return scores.filter(pl.col("strength") != "none") if cut is None else scores.filter(pl.col("score") >= cut)


def _thinned(every: pl.DataFrame) -> pl.DataFrame:
    """Points spread evenly over the recall, each the last of its part."""
    widest = every.select(pl.col("recall").max()).item() or 0.0
    part = (pl.col("recall") / max(1e-9, widest / _POINTS)).floor().alias("part")
    return every.group_by(part, maintain_order=True).last()
