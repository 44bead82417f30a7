"""`python -m aigis_verifier`."""

import sys

from aigis_verifier.cli import main

sys.exit(main())
