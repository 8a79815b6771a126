"""A whole installation in one file, and back: for a bad day, and for the way from SQLite to PostgreSQL.

The file is a zip of JSON lines, one member a table, read in a single unchanging view of the data while everybody goes on working.
Sealed values stay sealed: who finds the file can't read them, and who restores it needs the secret that was in use.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

from core.errors import KaobanError
from core.ports import Clock
from core.store.engine import Store, Tx
from core.store.queries import backups
from core.store.vault import Vault

FORMAT = 1
_MANIFEST = "manifest.json"
_PIECE = 1 << 20
Seen = Callable[[str, int], None]


class BadBackup(KaobanError):
    """The file is no backup, is damaged, or doesn't fit; the message says which. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a file holds: when it was made, and how many rows of each table."""

    made_at: str
    rows: Mapping[str, int]

    @property
    def total(self) -> int:
        """Rows of all tables."""
        return sum(self.rows.values())


class Backups:
    """Writes backups, checks them, and brings them back."""

    def __init__(self, store: Store, clock: Clock, vault: Vault) -> None:
        self._store = store
        self._clock = clock
        self._vault = vault

    async def count(self) -> int:
        """How many rows there are, for a progress bar. Raises ``BadBackup`` where the schema is of another version."""

        def work(tx: Tx) -> int:
            if lacking := backups.lacking_tables(tx):
                raise BadBackup(f"the schema is of another version, run kaoban migrate first (missing: {', '.join(lacking)})")
            return sum(backups.count(tx, name) for name in backups.table_names())

        return await self._store.read(work)

    async def write(self, file: IO[bytes], seen: Seen) -> Backup:
        """Write everything into ``file``; ``seen`` is told of each table how many rows went by."""

        def work(tx: Tx) -> Backup:
            tables: dict[str, dict[str, Any]] = {}
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                for name in backups.table_names():
                    tables[name] = _write_table(archive, name, backups.lines(tx, name), seen)
                made_at = self._clock.now().isoformat()
                manifest = {"format": FORMAT, "made_at": made_at, "key": self._vault.prefix.hex(), "tables": tables}
                archive.writestr(_MANIFEST, json.dumps(manifest, indent=1))
            return Backup(made_at, {name: table["rows"] for name, table in tables.items()})

        return await self._store.read(work)

    def check(self, file: IO[bytes]) -> Backup:
        """Read the whole file and compare every digest. Raises ``BadBackup``."""
        with _archive(file) as archive:
            manifest = _manifest(archive)
            if manifest["key"] != self._vault.prefix.hex():
                raise BadBackup("it was made with another secret: set KAOBAN_SECRET_KEY to that one (and change it afterwards)")
            for name, table in manifest["tables"].items():
                if _digest(archive, name) != table["sha256"]:
                    raise BadBackup(f"the table {name} is damaged")
            return Backup(manifest["made_at"], {name: table["rows"] for name, table in manifest["tables"].items()})

    async def restore(self, file: IO[bytes], seen: Seen) -> Backup:
        """Bring everything back into an empty database, whole or not at all. Raises ``BadBackup``."""
        backup = self.check(file)
        file.seek(0)

        def work(tx: Tx) -> Backup:
            if any(backups.count(tx, name) for name in backups.table_names()):
                raise BadBackup("the database isn't empty: restore into a new one")
            with _archive(file) as archive:
                tables = _manifest(archive)["tables"]
                for name in backups.table_names():
                    if name in tables:
                        _restore_table(tx, archive, name, tables[name], seen)
            return backup

        return await self._store.write(work)


def _write_table(archive: zipfile.ZipFile, name: str, lines: Iterator[bytes], seen: Seen) -> dict[str, Any]:
    digest, rows = hashlib.sha256(), 0
    with archive.open(_member(name), "w", force_zip64=True) as member:
        for line in lines:
            member.write(line)
            digest.update(line)
            rows += 1
            seen(name, 1)
    return {"rows": rows, "columns": backups.columns_of(name), "sha256": digest.hexdigest()}


def _restore_table(tx: Tx, archive: zipfile.ZipFile, name: str, table: Mapping[str, Any], seen: Seen) -> None:
    unknown = set(table["columns"]) - set(backups.columns_of(name))
    if unknown:
        raise BadBackup(f"the table {name} has columns of another version: {', '.join(sorted(unknown))}")
    with archive.open(_member(name)) as member:
        written = backups.put(tx, name, table["columns"], member)
    if written != table["rows"]:
        raise BadBackup(f"the table {name} has {written} rows, not {table['rows']}")
    backups.continue_numbering(tx, name)
    seen(name, written)


def _archive(file: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        raise BadBackup("this is no backup, or it was cut off") from error


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(archive.read(_MANIFEST))
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BadBackup("this is no backup, or it was cut off") from error
    if manifest.get("format") != FORMAT:
        raise BadBackup("it was made by another version")
    return manifest


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    try:
        with archive.open(_member(name)) as member:
            while piece := member.read(_PIECE):
                digest.update(piece)
    except (KeyError, zipfile.BadZipFile, EOFError) as error:
        raise BadBackup(f"the table {name} is damaged") from error
    return digest.hexdigest()


def _member(name: str) -> str:
    return f"{name}.jsonl"
