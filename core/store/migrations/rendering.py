"""How our column types are written down in a revision: as what the database sees, so that it never changes with the code."""

from typing import Any, Literal

from alembic.autogenerate.api import AutogenContext
from sqlalchemy.dialects.postgresql import JSONB

from core.store.tables.types import Instant


def render_item(kind: str, item: Any, context: AutogenContext) -> str | Literal[False]:
    """The source for ``item``, or ``False`` where Alembic's own will do."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSONB):
        context.imports.add("from sqlalchemy.dialects import postgresql")
        return "postgresql.JSONB()"
    return False
