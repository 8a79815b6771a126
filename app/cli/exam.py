"""``kaoban exam``: checks packs, loads them, lists what is loaded."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.cli.pack_words import said
from app.clock import SystemClock
from app.settings import Settings
from core.model.exam import Exam, Window, WindowName
from core.packs import Mistake, PackReading, read_pack
from core.packs.old_usernames import hashed_list
from core.rules.identity.old_usernames import SALT_BYTES, USUAL_COST
from core.services.exams import Exams, LoadOutcome, LoadReport
from core.store.engine import Store, StoreUnavailable, open_store
from core.store.migrate import migrate
from core.store.queries import exams as queries
from locales.words import T, Words, known_locale, words_in

exam_app = typer.Typer(help="Exam packs: check, load, list.", no_args_is_help=True)

Result = TypeVar("Result")
_LOADED = T(
    "{exam}: version {version} loaded. Positions added {added}, changed {changed}, withdrawn {withdrawn}; other changes {other}."
)
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the pack.")]
AsJson = Annotated[bool, typer.Option("--json", help="For machines.")]
Language = Annotated[str, typer.Option(envvar="LANG", help="Language of what is said.")]


@exam_app.command("check")
def check_command(folder: Folder, as_json: AsJson = False, language: Language = "") -> None:
    """Tell every mistake of a pack, with file, line and key."""
    reading, words = read_pack(folder), words_in(known_locale(language))
    if as_json:
        print(json.dumps(_checked(reading, words), ensure_ascii=False))
    else:
        _tell_mistakes(folder, reading.mistakes, words)
        if reading.exam:
            _tell(words(T("{exam}: no mistakes, {count} positions."), exam=reading.exam.id, count=len(reading.positions)))
    raise typer.Exit(1 if reading.mistakes else 0)


@exam_app.command("load")
def load_command(folder: Folder, as_json: AsJson = False, language: Language = "") -> None:
    """Take a pack into use, whole or not at all."""
    words = words_in(known_locale(language))
    report = ran(_load(read_pack(folder)), words)
    if as_json:
        print(json.dumps(_loaded(report, words), ensure_ascii=False))
    else:
        _tell_mistakes(folder, report.mistakes, words)
        _tell(_outcome(report, words))
    raise typer.Exit(1 if report.outcome is LoadOutcome.REFUSED else 0)


@exam_app.command("list")
def list_command(as_json: AsJson = False, language: Language = "") -> None:
    """List the loaded exams by the opening of their registration."""
    words = words_in(known_locale(language))
    rows = ran(_list(), words)
    if as_json:
        print(json.dumps([_listed(*row) for row in rows], ensure_ascii=False))
        return
    table = Table(words(T("Exam")), words(T("Title")), words(T("Version")), words(T("Positions")), words(T("Registration")))
    for exam, version, positions in rows:
        window = _span(exam, exam.window(WindowName.REGISTRATION), words)
        table.add_row(exam.id, words.text(exam.title), str(version), str(positions), window)
    Console().print(table)


@exam_app.command("hash-usernames")
def hash_usernames_command(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Clear usernames from before the unified platform, one a line, UTF-8.")
    ],
    into: Annotated[Path | None, typer.Option(help="Where to write the list; else it is printed.")] = None,
    language: Language = "",
) -> None:
    """Make the old_usernames.txt of a pack: hashed, so that the pack holds no clear name."""
    words = words_in(known_locale(language))
    try:
        names = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        _tell(words(T("{file} can't be read as UTF-8."), file=file))
        raise typer.Exit(1) from error
    lines = list(hashed_list(names, USUAL_COST, secrets.token_bytes(SALT_BYTES)))
    text = "\n".join(lines) + "\n"
    if into is None:
        print(text, end="")
        return
    into.write_text(text, "utf-8")
    _tell(words(T("{count} usernames are hashed in {file}. Please delete the clear list."), count=len(lines) - 1, file=into))


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[Store, Exams]]:
    """The store of the installation, on its newest schema, and its exams; closed afterwards."""
    url = Settings().database_url
    await asyncio.to_thread(migrate, url)
    store = open_store(url)
    try:
        yield store, Exams(store, SystemClock())
    finally:
        await store.close()


def ran(work: Coroutine[Any, Any, Result], words: Words) -> Result:
    """What ``work`` answers; where the database can't be reached, one sentence and exit 1."""
    try:
        return asyncio.run(work)
    except StoreUnavailable as error:
        Console(stderr=True).print(words(T("The database can't be reached. Nothing was changed.")))
        raise typer.Exit(1) from error


async def _load(reading: PackReading) -> LoadReport:
    async with opened() as (_, exams):
        return await exams.load(reading, actor="operator")


async def _list() -> list[tuple[Exam, int, int]]:
    async with opened() as (store, exams):
        return await store.read(
            lambda tx: [
                (exam, queries.version_number(tx, exam.id), queries.count_positions(tx, exam.id)) for exam in exams.current(tx)
            ]
        )


def _tell(line: str) -> None:
    Console(soft_wrap=True, highlight=False).print(Text(line))


def _tell_mistakes(folder: Path, mistakes: tuple[Mistake, ...], words: Words) -> None:
    console = Console(soft_wrap=True, highlight=False)
    for mistake in mistakes:
        place = f"{folder / mistake.file}:{mistake.line}"
        console.print(Text.assemble((place, "cyan"), " ", (mistake.key, "bold"), " " if mistake.key else "", said(mistake, words)))
    if mistakes:
        console.print(Text(words(T("Mistakes: {count}"), count=len(mistakes)), "red"))


def _outcome(report: LoadReport, words: Words) -> str:
    if report.outcome is LoadOutcome.REFUSED:
        return words(T("Nothing was changed."))
    if report.outcome is LoadOutcome.UNCHANGED:
        return words(T("{exam}: version {version} is this pack already."), exam=report.exam_id, version=report.version)
    changes = report.changes
    return words(
        _LOADED,
        exam=report.exam_id,
        version=report.version,
        added=len(changes.added) + len(changes.reinstated),
        changed=len({change.code for change in changes.changed}),
        withdrawn=len(changes.withdrawn),
        other=len(changes.exam),
    )


def _span(exam: Exam, window: Window, words: Words) -> str:
    ends = (words.moment(at, exam.tz) if at else "…" for at in (window.opens_at, window.closes_at))
    return " – ".join(ends)


def _mistakes(mistakes: tuple[Mistake, ...], words: Words) -> list[dict[str, Any]]:
    return [
        {
            "file": mistake.file,
            "line": mistake.line,
            "key": mistake.key,
            "code": mistake.code.value,
            "message": said(mistake, words),
        }
        for mistake in mistakes
    ]


def _checked(reading: PackReading, words: Words) -> dict[str, Any]:
    exam_id = reading.exam.id if reading.exam else None
    mistakes = _mistakes(reading.mistakes, words)
    return {"ok": not mistakes, "exam": exam_id, "positions": len(reading.positions), "mistakes": mistakes}


def _loaded(report: LoadReport, words: Words) -> dict[str, Any]:
    return {
        "outcome": report.outcome.value,
        "exam": report.exam_id,
        "version": report.version,
        "changes": report.changes.as_json(),
        "mistakes": _mistakes(report.mistakes, words),
    }


def _listed(exam: Exam, version: int, positions: int) -> dict[str, Any]:
    window = exam.window(WindowName.REGISTRATION)
    return {
        "exam": exam.id,
        "title": dict(exam.title.by_locale),
        "version": version,
        "positions": positions,
        "registration": {
            "opens_at": window.opens_at.isoformat() if window.opens_at else None,
            "closes_at": window.closes_at.isoformat() if window.closes_at else None,
            "assumed": window.assumed,
        },
    }
