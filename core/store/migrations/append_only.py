"""Tables whose rows are never changed again: triggers refuse UPDATE and DELETE on both databases.

A table asks for it by ``info=APPEND_ONLY``. To Alembic the protection is an operation like any other: ``op.keep_rows("audit")`` in
a revision, drafted where a table asks for what the database lacks, and missed by the test that compares tables and revisions.
"""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations import Operations
from alembic.operations.ops import MigrateOperation, UpgradeOps
from alembic.runtime.plugins import Plugin
from alembic.util import PriorityDispatchResult

from core.store.tables.types import APPEND_ONLY

PLUGIN = "core.store.append_only"
_SUFFIX = "_append_only"
_SQLITE_EVENTS = {
    "update": "BEFORE UPDATE ON {table}",
    "delete": "BEFORE DELETE ON {table}",
    # INSERT OR REPLACE deletes without firing the trigger for DELETE.
    "replace": "BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)",
}
_FOUND = {
    "sqlite": sa.text("SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' AND instr(name, '_append_only_') > 0"),
    "postgresql": sa.text("SELECT tgrelid::regclass::text FROM pg_trigger WHERE strpos(tgname, '_append_only') > 0"),
}


@Operations.register_operation("keep_rows")
class KeepRows(MigrateOperation):
    """Refuse UPDATE and DELETE on a table from now on."""

    def __init__(self, table: str) -> None:
        self.table = table

    @classmethod
    def keep_rows(cls, operations: Operations, table: str) -> None:
        """Refuse UPDATE and DELETE on ``table``."""
        operations.invoke(cls(table))

    def to_diff_tuple(self) -> tuple[str, str]:
        """How Alembic tells the difference."""
        return "keep_rows", self.table

    def reverse(self) -> "ReleaseRows":
        """The operation that takes this one back."""
        return ReleaseRows(self.table)


@Operations.register_operation("release_rows")
class ReleaseRows(MigrateOperation):
    """Allow UPDATE and DELETE on a table again."""

    def __init__(self, table: str) -> None:
        self.table = table

    @classmethod
    def release_rows(cls, operations: Operations, table: str) -> None:
        """Allow UPDATE and DELETE on ``table`` again."""
        operations.invoke(cls(table))

    def to_diff_tuple(self) -> tuple[str, str]:
        """How Alembic tells the difference."""
        return "release_rows", self.table

    def reverse(self) -> KeepRows:
        """The operation that takes this one back."""
        return KeepRows(self.table)


@Operations.implementation_for(KeepRows)
def _keep(operations: Operations, operation: KeepRows) -> None:
    for statement in _protection(operations.get_bind().dialect.name, operation.table):
        operations.execute(statement)


@Operations.implementation_for(ReleaseRows)
def _release(operations: Operations, operation: ReleaseRows) -> None:
    name = operation.table + _SUFFIX
    if operations.get_bind().dialect.name == "postgresql":
        operations.execute(f"DROP TRIGGER {name} ON {operation.table}")
        operations.execute(f"DROP FUNCTION {name}()")
        return
    for event in _SQLITE_EVENTS:
        operations.execute(f"DROP TRIGGER {name}_{event}")


def _protection(dialect: str, table: str) -> Iterable[str]:
    name = table + _SUFFIX
    if dialect == "postgresql":
        yield (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'restrict_violation'; END $$"
        )
        yield f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        return
    for event, clause in _SQLITE_EVENTS.items():
        when = clause.format(table=table)
        yield f"CREATE TRIGGER {name}_{event} {when} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"


@renderers.dispatch_for(KeepRows)
def _render_keep(_context: AutogenContext, operation: KeepRows) -> str:
    return f"op.keep_rows({operation.table!r})"


@renderers.dispatch_for(ReleaseRows)
def _render_release(_context: AutogenContext, operation: ReleaseRows) -> str:
    return f"op.release_rows({operation.table!r})"


def compare(context: AutogenContext, upgrade: UpgradeOps, _schemas: set[str | None]) -> PriorityDispatchResult:
    """Add what is missing, or too much, between the tables' wish and the database's triggers."""
    assert context.connection is not None
    assert context.metadata is not None
    found = set(context.connection.scalars(_FOUND[context.connection.dialect.name]))
    wanted = {table.name for table in context.sorted_tables if APPEND_ONLY.items() <= table.info.items()}
    upgrade.ops.extend(KeepRows(name) for name in sorted(wanted - found))
    upgrade.ops.extend(ReleaseRows(name) for name in sorted(found - wanted))
    return PriorityDispatchResult.CONTINUE


Plugin(PLUGIN).add_autogenerate_comparator(compare, "schema")
