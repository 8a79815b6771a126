"""A pack or a position table from the console: read, shown with its report and what it would change, then taken into use or not.

What was shown waits for a yes for a while; where an exam changed meanwhile, it has to be looked at again.
"""

import asyncio
import io
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path, PurePosixPath

from core.model.decisions import Refused
from core.model.reasons import Reason
from core.packs import Mistake, PackReading, read_pack
from core.packs.source import MAIN_FILE
from core.packs.tables import TableFile, TableReport, read_table
from core.packs.tables.grids import Unreadable
from core.ports import Clock
from core.services.exams import Exams, LoadReport
from core.services.pack_changes import Changes
from core.store.engine import Store, Tx
from core.store.queries import exams as queries
from core.store.queries import staging
from core.store.queries.staging import Staged
from core.store.vault import new_token, token_hash

_WAITS = timedelta(minutes=30)
_MOST_FILES, _MOST_BYTES = 40, 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class TablePreview:
    """What a table holds and would change; ``token`` takes it into use."""

    token: str
    file: str
    report: TableReport
    changes: Changes


@dataclass(frozen=True, slots=True)
class PackPreview:
    """What a pack would change, or the mistakes for which it can't be taken; then ``token`` is empty."""

    token: str
    exam_id: str
    mistakes: tuple[Mistake, ...]
    changes: Changes
    is_new: bool = False


class Loading:
    """Shows and loads."""

    def __init__(self, store: Store, clock: Clock, exams: Exams) -> None:
        self._store = store
        self._clock = clock
        self._exams = exams

    async def show_table(self, exam_id: str, name: str, content: bytes, actor: str) -> TablePreview | Refused:
        """Read a table for that exam; nothing is changed. Raises ``NotFound``."""
        try:
            table = await asyncio.to_thread(read_table, name, content)
        except Unreadable as error:
            return Refused(Reason.TABLE_UNREADABLE, about=(str(error),))
        if not table.positions:
            return Refused(Reason.TABLE_UNREADABLE, about=(name,))
        changes = await self._store.read(lambda tx: self._exams.differences(tx, self._exams.get(tx, exam_id), table.positions))
        return TablePreview(await self._stage("table", exam_id, name, content, actor), name, table.report, changes)

    async def load_table(self, token: str, actor: str) -> LoadReport | Refused:
        """Take the table that was shown into use."""
        staged = await self._take(token, "table", actor)
        if isinstance(staged, Refused):
            return staged
        table: TableFile = await asyncio.to_thread(read_table, staged.name, staged.content)
        return await self._exams.import_table(staged.exam or "", table.positions, staged.name, actor=actor)

    async def show_pack(self, content: bytes, actor: str) -> PackPreview | Refused:
        """Read a pack, a zip of its folder; nothing is changed."""
        try:
            reading = await asyncio.to_thread(_read_zip, content)
        except Unreadable as error:
            return Refused(Reason.TABLE_UNREADABLE, about=(str(error),))
        exam = reading.exam
        if exam is None:
            return PackPreview("", "", reading.mistakes, Changes())
        is_new = await self._store.read(lambda tx: queries.version_number(tx, exam.id) == 0)
        changes = await self._store.read(lambda tx: self._exams.differences(tx, exam, reading.positions, of_pack=True))
        return PackPreview(await self._stage("pack", exam.id, f"{exam.id}.zip", content, actor), exam.id, (), changes, is_new)

    async def load_pack(self, token: str, actor: str) -> LoadReport | Refused:
        """Take the pack that was shown into use."""
        staged = await self._take(token, "pack", actor)
        if isinstance(staged, Refused):
            return staged
        return await self._exams.load(await asyncio.to_thread(_read_zip, staged.content), actor=actor)

    async def _stage(self, kind: str, exam_id: str, name: str, content: bytes, actor: str) -> str:
        token, now = new_token(), self._clock.now()

        def work(tx: Tx) -> None:
            staged = Staged(kind, exam_id, name, content, queries.newest_version(tx))
            staging.stage(tx, token_hash(token), staged, actor, now, now + _WAITS)

        await self._store.write(work)
        return token

    async def _take(self, token: str, kind: str, actor: str) -> Staged | Refused:
        now = self._clock.now()

        def work(tx: Tx) -> Staged | Refused:
            staged = staging.take(tx, token_hash(token), kind, actor, now)
            if staged is None or staged.newest_version != queries.newest_version(tx):
                return Refused(Reason.PREVIEW_STALE)
            return staged

        return await self._store.write(work)


def _read_zip(content: bytes) -> PackReading:
    """Read a pack from a zip with its files, in a folder or not. Raises ``Unreadable``."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, tempfile.TemporaryDirectory() as folder:
            _unpack(archive, Path(folder))
            return read_pack(Path(folder))
    except zipfile.BadZipFile as error:
        raise Unreadable("a damaged zip") from error


def _unpack(archive: zipfile.ZipFile, folder: Path) -> None:
    """Only plain files beside ``exam.toml``, under their bare names."""
    members = [one for one in archive.infolist() if not one.is_dir()]
    if len(members) > _MOST_FILES or sum(one.file_size for one in members) > _MOST_BYTES:
        raise Unreadable("too much in it")
    home = next((PurePosixPath(one.filename).parent for one in members if PurePosixPath(one.filename).name == MAIN_FILE), None)
    for one in members:
        if PurePosixPath(one.filename).parent != home:
            continue
        (folder / PurePosixPath(one.filename).name).write_bytes(archive.read(one))
