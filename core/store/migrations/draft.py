"""Drafts revisions from the tables: ``python -m core.store.migrations.draft "what changes"``.

As long as nothing was released, ``--initial`` makes the one initial revision anew instead. Read what was drafted before keeping it.
"""

import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config

from core.store.migrate import migrate, on_schema

_VERSIONS = Path(__file__).parent / "versions"


def draft(message: str) -> None:
    """Write the revision that leads from the newest one to the tables as they are now."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/draft.db"
        if _revisions():
            migrate(url)
        on_schema(url, partial(_write, message=message, initial=not _revisions()))


def draft_initial() -> None:
    """Write the one initial revision anew, from nothing to the tables as they are now."""
    for revision in _revisions():
        revision.unlink()
    draft("Make every table")


def _write(config: Config, message: str, initial: bool) -> None:
    # Only a table that exists has to be made anew in a batch.
    config.attributes["batches"] = not initial
    command.revision(config, message, autogenerate=True, rev_id=f"r{len(_revisions()) + 1:04d}")


def _revisions() -> list[Path]:
    return sorted(_VERSIONS.glob("r*.py"))


if __name__ == "__main__":
    if sys.argv[1:] == ["--initial"]:
        draft_initial()
    else:
        draft(" ".join(sys.argv[1:]))
