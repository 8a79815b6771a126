"""What a database says of its own schema, as sorted lines: two databases are alike when their lines are."""

import psycopg
import sqlalchemy as sa

from core.store.tables import metadata

_POSTGRES = """
SELECT format('%s.%s %s %s %s', table_name, column_name, udt_name || coalesce(character_maximum_length::text, ''),
              is_nullable, coalesce(column_default, ''))
  FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT format('%s %s', conrelid::regclass, conname || ' ' || pg_get_constraintdef(oid))
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
"""
_SQLITE = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger'"


def schema_of(url: str) -> list[str]:
    """Columns, constraints and indexes of the database at ``url``, without Alembic's own table and without triggers."""
    if url.startswith("postgresql"):
        with psycopg.connect(url) as connection:
            found = [str(row[0]) for row in connection.execute(_POSTGRES)]
    else:
        engine = sa.create_engine(url)
        with engine.connect() as connection:
            found = [_parts(str(sql)) for sql in connection.exec_driver_sql(_SQLITE).scalars()]
        engine.dispose()
    return sorted(line for line in found if "alembic_version" not in line)


def create_all(url: str) -> None:
    """Make the tables from their definitions, not by the migrations."""
    driver = "postgresql+psycopg" if url.startswith("postgresql") else "sqlite"
    engine = sa.create_engine(sa.make_url(url).set(drivername=driver))
    metadata.create_all(engine)
    engine.dispose()


def _parts(sql: str) -> str:
    """A CREATE statement with its parts in a fixed order, so that the order of constraints doesn't count."""
    head, _, body = " ".join(sql.split()).partition("(")
    parts, depth = [""], 1
    for character in body:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 1:
            parts.append("")
        elif depth:
            parts[-1] += character
    return f"{head}: " + "; ".join(sorted(part.replace('"', "").strip() for part in parts))
