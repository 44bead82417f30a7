"""The options of `aigis bench match`; nothing heavy is imported to read them."""

from argparse import ArgumentParser
from pathlib import Path

PARTS = ("speed", "numbers", "single", "accuracy")


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the sizes, the peers, the development data and the report."""
    parser.add_argument("--persons", type=int, help="how many are asked about (50,000)")
    parser.add_argument("--subjects", type=int, help="how many are in the register (20,000)")
    parser.add_argument("--full", action="store_true", help="1,000,000 persons and 100,000 subjects; slow peers longer")
    parser.add_argument("--numbers", type=int, default=1_000_000, help="rows of both lists of national numbers")
    parser.add_argument("--data", type=Path, metavar="DIR", help="development data: accuracy on FEBRL and others, too")
    parser.add_argument("--peers", action="store_true", help="install splink and nomenklatura apart, once")
    parser.add_argument(
        "--limit", type=float, metavar="SECONDS", help="how long a system may take (60; 900 with --full)"
    )
    parser.add_argument("--skip", default="", help=f"parts to leave out: {', '.join(PARTS)}")
    parser.add_argument("--out", type=Path, metavar="FILE.json", help="keep the figures with their curves")
    parser.add_argument("--report", type=Path, metavar="FILE.md", help="write the quality report and its curves")
    parser.add_argument(
        "--from", type=Path, dest="kept", metavar="FILE.json", help="report kept figures, measure nothing"
    )
