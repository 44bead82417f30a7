"""`aigis screen`: checks a list through the API. Exit 0 all clear, 1 somebody denied, 2 referred, 3 anybody without answer."""

import hashlib
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import batched
from pathlib import Path
from typing import Any

import httpx

from aigis.adapters.spreadsheet import Row, read_table
from aigis.adapters.table_writer import require_writable, write_table
from aigis.core.bans import BRUSSELS
from aigis.core.columns import Column, Columns, columns_of
from aigis.core.errors import DomainError, InvalidInput, NoAnswer
from aigis.core.person.person import Person
from aigis.core.rows import RowReader, read_person
from aigis.core.values import GateCode, Purpose, Verdict
from aigis.ops.progress import Progress
from aigis.ops.screening_run import Run
