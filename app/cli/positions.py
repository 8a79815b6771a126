"""``kaoban positions``: imports position tables as authorities publish them, and searches them."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from app.cli.exam import AsJson, Language, opened, ran
from app.cli.tables import stop, table_in
from app.clock import SystemClock
from core.errors import NotFound
from core.model.exam import NO_TERMS, Position
from core.model.majors import Catalogue
from core.packs.tables import TableFile, TableReport
from core.services.eligibility import Eligibility
from core.services.exams import LoadReport
from core.services.majors import Catalogues
from core.services.searching import Filters, search
from core.services.tables import CompiledTable, compile_table
from locales.words import T, Words, known_locale, words_in

positions_app = typer.Typer(help="Position tables: import, search.", no_args_is_help=True)

ExamId = Annotated[str, typer.Argument(metavar="EXAM", help="The exam.")]
_MOST_VALUES = 200


@positions_app.command("import")
def import_command(
    exam: ExamId,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The table: .xls, .xlsx, .ods, .csv, or a .zip with one.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be read.")] = False,
    as_json: AsJson = False,
    language: Language = "",
) -> None:
    """Read a position table, tell what became of every row, and put it in place, whole or not at all."""
    words = words_in(known_locale(language))
    table = table_in(file, words)
    if not table.positions:
        raise stop(words, T("{file} has no row that can be taken."), file=file)
    compiled, outcome = ran(_import(exam, table, file.name, dry_run, words), words)
    report = reported(table.report, compiled)
    if outcome is not None:
        report |= {"outcome": outcome.outcome.value, "version": outcome.version, "changes": outcome.changes.as_json()["positions"]}
    if as_json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        _tell(report, words)


async def _import(
    exam_id: str, table: TableFile, file_name: str, dry_run: bool, words: Words
) -> tuple[CompiledTable, LoadReport | None]:
    async with opened() as (store, exams):
        catalogues = Catalogues(store, SystemClock())
        known = await store.read(lambda tx: next((one for one in exams.current(tx) if one.id == exam_id), None))
        if known is None and not dry_run:
            raise stop(words, T("There is no exam {exam}."), exam=exam_id)
        catalogue: Catalogue | None = await store.read(lambda tx: catalogues.get(tx, known.catalogue if known else None))
        compiled = compile_table(table.positions, catalogue, known.terms if known else NO_TERMS)
        if dry_run:
            return compiled, None
        return compiled, await exams.import_table(exam_id, table.positions, file_name, actor="operator")


def reported(report: TableReport, compiled: CompiledTable) -> dict[str, Any]:
    """What became of the table, as the contract has it."""
    unknown = compiled.not_understood()
    values = [{"condition": kind, "words": said, "rows": rows} for (kind, said), rows in unknown.most_common(_MOST_VALUES)]
    return {
        "rows_read": report.rows_read,
        "rows_refused": len(report.refusals),
        "headcount": report.headcount,
        "sheets": [
            {
                "name": sheet.name,
                "header_row": sheet.header_row,
                "rows_read": sheet.rows_read,
                "rows_refused": sheet.rows_refused,
                "headcount": sheet.headcount,
            }
            for sheet in report.sheets
        ],
        "columns_mapped": report.columns_mapped(),
        "columns_unmapped": report.columns_unmapped(),
        "values_not_understood": {"rows": sum(unknown.values()), "values": values},
        "codes_not_in_catalogue": compiled.codes_missing(),
        "refused": [
            {"sheet": one.sheet, "row": one.row, "reason": one.reason.value, "given": one.given, "first": one.other}
            for one in report.refusals
        ],
        "other_lines": [{"sheet": line.sheet, "row": line.row, "text": line.text} for line in report.lines],
    }


def _tell(report: dict[str, Any], words: Words) -> None:
    table = Table(words(T("Sheet")), words(T("Header")), words(T("Rows")), words(T("Refused")), words(T("Headcount")))
    for sheet in report["sheets"]:
        cells = (sheet["name"], sheet["header_row"] or "–", sheet["rows_read"], sheet["rows_refused"], sheet["headcount"])
        table.add_row(*map(str, cells))
    console = Console(soft_wrap=True, highlight=False)
    console.print(table)
    lines = [
        words(
            T("Rows read {read}, refused {refused}; {headcount} people wanted."),
            read=report["rows_read"],
            refused=report["rows_refused"],
            headcount=report["headcount"],
        ),
        words(T("Columns of unknown meaning: {columns}"), columns=", ".join(report["columns_unmapped"]) or "–"),
        words(T("Words nobody understood, which mean ask: {rows} rows"), rows=report["values_not_understood"]["rows"]),
        *(f"{one['sheet']}:{one['row']} {one['reason']} {one['given']}" for one in report["refused"]),
    ]
    for line in lines:
        console.print(line, markup=False)


@positions_app.command("search")
def search_command(
    exam: ExamId,
    education: Annotated[str | None, typer.Option(help="大专, 本科, 硕士研究生, 博士研究生.")] = None,
    degree: Annotated[str | None, typer.Option(help="学士, 硕士, 博士.")] = None,
    major: Annotated[str | None, typer.Option(help="Name or code of a major.")] = None,
    level: Annotated[str | None, typer.Option(help="Words in the kind or level of the post.")] = None,
    gender: Annotated[str | None, typer.Option(help="男, 女.")] = None,
    district: Annotated[str | None, typer.Option(help="The district.")] = None,
    unit: Annotated[str | None, typer.Option(help="Words in the unit's name.")] = None,
    fresh: Annotated[str | None, typer.Option(help="届, 应届, 否.")] = None,
    headcount: Annotated[int, typer.Option(help="At least so many people.")] = 0,
    text: Annotated[str | None, typer.Option(help="Free words.")] = None,
    limit: Annotated[int, typer.Option(help="At most so many positions.")] = 50,
    as_json: AsJson = False,
    language: Language = "",
) -> None:
    """Find positions by what they ask for and by words."""
    words = words_in(known_locale(language))
    filters = Filters(education, degree, major, level, gender, district, unit, fresh, headcount, text)
    table = ran(_table(exam, words), words)
    _tell_found(table, search(table, filters), limit, as_json, words)


def _tell_found(table: CompiledTable, places: list[int], limit: int, as_json: bool, words: Words) -> None:
    shown = [table.positions[place] for place in places[:limit]]
    if as_json:
        print(json.dumps({"count": len(places), "positions": [_row(row) for row in shown]}, ensure_ascii=False))
        return
    found = Table(words(T("Position")), words(T("Unit")), words(T("Title")), words(T("Headcount")))
    for row in shown:
        found.add_row(row.code, row.unit, row.title, str(row.headcount))
    Console().print(found)
    Console().print(words(T("{count} positions"), count=len(places)))


def _row(row: Position) -> dict[str, Any]:
    told = ("code", "unit", "title", "headcount", "district", "education", "degree")
    return {name: getattr(row, name) for name in told}


async def _table(exam_id: str, words: Words) -> CompiledTable:
    async with opened() as (store, exams):
        try:
            return await Eligibility(store, exams, Catalogues(store, SystemClock())).table(exam_id)
        except NotFound as error:
            raise stop(words, T("There is no exam {exam}."), exam=exam_id) from error
