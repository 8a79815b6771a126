"""``kaoban positions applicants``: how many applied for each position, as the authority publishes it."""

import json
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from app.cli.exam import AsJson, Language, opened, ran
from app.cli.tables import stop
from app.clock import SystemClock
from core.model.exam import Exam
from core.packs.applicants import Row, Table, read_applicants
from core.packs.tables.grids import Unreadable
from core.services.applicants import Applicants, PublishReport
from core.services.applications.desk import Desk
from core.services.exams import Exams
from core.store.engine import Store
from core.store.queries.applicants import Published
from locales.words import T, Words, known_locale, words_in

_MOST_TOLD = 20


def applicants_command(
    exam: Annotated[str, typer.Argument(metavar="EXAM", help="The exam.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The numbers: .csv, .xls, .xlsx, .ods, or a .zip with one.")],
    as_of: Annotated[str, typer.Option("--as-of", metavar="ISO", help="The instant the numbers are true for.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be read.")] = False,
    as_json: AsJson = False,
    language: Language = "",
) -> None:
    """Read how many applied, passed the check and paid for each position, with the instant that is true for."""
    words = words_in(known_locale(language))
    report = ran(_publish(exam, file, as_of, dry_run, words), words)
    if as_json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        _tell(report, words)


async def _publish(exam_id: str, file: Path, as_of: str, dry_run: bool, words: Words) -> dict[str, Any]:
    async with opened() as (store, exams):
        exam = await _exam(store, exams, exam_id, words)
        table = _table(file, exam.tz, words)
        instant = _instant(as_of, exam.tz, words) or table.as_of
        rows = [(row.code, _published(row, instant, words)) for row in table.rows]
        applicants = Applicants(store, SystemClock(), Desk(exams), exams)
        outcome = await applicants.publish(exam_id, rows, file.name, dry_run=dry_run)
    return _reported(table, instant, outcome, dry_run)


async def _exam(store: Store, exams: Exams, exam_id: str, words: Words) -> Exam:
    known = await store.read(lambda tx: next((one for one in exams.current(tx) if one.id == exam_id), None))
    if known is None:
        raise stop(words, T("There is no exam {exam}."), exam=exam_id)
    return known


def _table(file: Path, zone: tzinfo, words: Words) -> Table:
    try:
        table = read_applicants(file.name, file.read_bytes(), zone)
    except FileNotFoundError as error:
        raise stop(words, T("There is no file {file}."), file=file) from error
    except (Unreadable, OSError) as error:
        raise stop(words, T("{file} can't be read as a table."), file=file) from error
    if not table.columns:
        raise stop(words, T("{file} has no sheet with codes and numbers of applicants."), file=file)
    return table


def _instant(given: str, zone: tzinfo, words: Words) -> datetime | None:
    if not given:
        return None
    try:
        at = datetime.fromisoformat(given)
    except ValueError as error:
        raise stop(words, T("{given} is no instant; write it as 2031-05-16T16:00."), given=given) from error
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _published(row: Row, instant: datetime | None, words: Words) -> Published:
    at = row.as_of or instant
    if at is None:
        raise stop(words, T("The table doesn't say when its numbers are true; please add --as-of."))
    return Published(at, row.applied, row.passed, row.paid)


def _reported(table: Table, instant: datetime | None, outcome: PublishReport, dry_run: bool) -> dict[str, Any]:
    return {
        "rows_read": len(table.rows),
        "rows_refused": len(table.refusals),
        "rows_known": outcome.known,
        "saved": 0 if dry_run else outcome.known,
        "as_of": instant.isoformat() if instant else None,
        "columns": table.columns,
        "codes_unknown": list(outcome.unknown),
        "refused": [{"sheet": one.sheet, "row": one.row, "reason": one.reason, "given": one.given} for one in table.refusals],
    }


def _tell(report: dict[str, Any], words: Words) -> None:
    unknown = ", ".join(report["codes_unknown"][:_MOST_TOLD]) or "–"
    lines = [
        words(
            T("Rows read {read}, refused {refused}; kept {saved}."),
            read=report["rows_read"],
            refused=report["rows_refused"],
            saved=report["saved"],
        ),
        words(T("True for: {at}"), at=report["as_of"] or words(T("as each row says"))),
        words(T("Codes that the table doesn't have ({count}): {codes}"), count=len(report["codes_unknown"]), codes=unknown),
        *(f"{one['sheet']}:{one['row']} {one['reason']} {one['given']}" for one in report["refused"]),
    ]
    console = Console(soft_wrap=True, highlight=False)
    for line in lines:
        console.print(line, markup=False)
