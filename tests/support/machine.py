"""What this machine offers to the tests; read once, before the environment is scrubbed.

``KAOBAN_REAL=1`` makes the real parts mandatory: what is missing then fails instead of being skipped.
"""

import os
from pathlib import Path
from typing import NoReturn

import pytest

REAL = os.environ.get("KAOBAN_REAL") == "1"
POSTGRES = os.environ.get("KAOBAN_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432")
REDIS = os.environ.get("KAOBAN_TEST_REDIS", "redis://127.0.0.1:6379")
CHROMIUM = Path(os.environ.get("KAOBAN_CHROMIUM", "/usr/bin/chromium"))


def missing(what: str) -> NoReturn:
    """Skip the test because ``what`` isn't here, or fail it where the real parts are mandatory."""
    if REAL:
        pytest.fail(f"{what}; KAOBAN_REAL=1 makes it mandatory", pytrace=False)
    pytest.skip(what)
