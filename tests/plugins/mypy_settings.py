"""The settings as mypy's Django plugin sees them: the real ones, with an installation that holds nothing."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "AIGIS_DATABASE_URL" not in os.environ:
    _folder = Path(tempfile.mkdtemp(prefix="aigis-mypy-", dir="/tmp"))
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    (_folder / "django.key").write_text("only types are looked at")
    os.environ |= {"AIGIS_DATABASE_URL": "postgresql:///nowhere", "AIGIS_MODE": "test", "AIGIS_KEYS": str(_folder)}

from aigis.config.settings import *  # noqa: F403
