"""``kaoban payments reconcile`` and ``report``: bills of the providers read against the books, and whether the books balance.

Exit 1 where a provider couldn't be asked or the books don't balance.
"""

import json
import sys
from contextlib import redirect_stdout
from datetime import date, datetime
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from app.cli.exam import opened, ran
from app.clock import SystemClock
from app.outside import build_outside
from app.settings import Settings
from core.errors import NotFound
from core.model.exam import Exam
from core.model.money import Money
from core.ports import Clock
from core.rules.bills import span_of
from core.services.exams import Exams
from core.services.payments import BillReport, Payments, Report, Scope
from core.services.payments import report as report_in
from core.store.engine import Store, Tx
from gateways.sandbox.clock import MovableClock
from locales.words import T, Words, known_locale, words_in

_CLOCK_SECONDS = 3.0

Day = Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="One day, in the exam's zone; else all of them.")]
ExamId = Annotated[str | None, typer.Option("--exam", help="One exam; else all of them, and charges of nobody.")]
AsJson = Annotated[bool, typer.Option("--json", help="For machines.")]
Language = Annotated[str, typer.Option(envvar="LANG", help="Language of what is said.")]


def reconcile_command(day: Day = None, as_json: AsJson = False, language: Language = "") -> None:
    """Read every bill that is due, or of one day, against the books; then say whether they balance."""
    words = words_in(known_locale(language))
    wanted = _day(day)
    # What is logged on the way belongs beside the answer, not into it.
    with redirect_stdout(sys.stderr), Progress(console=Console(stderr=True), transient=True, disable=as_json) as progress:
        bills, balance = ran(_reconcile(wanted, progress, words), words)
    if as_json:
        print(json.dumps({"bills": [bill.as_json() for bill in bills], **balance.as_json()}, ensure_ascii=False))
    else:
        Console().print(_bills_table(bills, words))
        _tell(balance, words)
    if not balance.balances or any(bill.findings is None for bill in bills):
        raise typer.Exit(1)


def report_command(exam: ExamId = None, day: Day = None, as_json: AsJson = False, language: Language = "") -> None:
    """Where all money is: captured = accepted + refunded + asked back + under review."""
    words = words_in(known_locale(language))
    balance = ran(_report(exam, _day(day)), words)
    if balance is None:
        Console(stderr=True).print(Text(words(T("No exam {exam} is loaded."), exam=exam)))
        raise typer.Exit(1)
    if as_json:
        print(json.dumps(balance.as_json(), ensure_ascii=False))
    else:
        _tell(balance, words)
    if not balance.balances:
        raise typer.Exit(1)


async def _reconcile(day: date | None, progress: Progress, words: Words) -> tuple[list[BillReport], Report]:
    settings = Settings()
    clock = await _clock(settings)
    outside = build_outside(settings, clock, None)
    try:
        async with opened() as (store, exams):
            payments = Payments(store, clock, outside.providers, exams, public_url=settings.public_url)
            found = await _read_bills(payments, day, clock.now(), progress, words)
            return found, await store.read(lambda tx: report_in(tx, Scope()))
    finally:
        await outside.close()


async def _clock(settings: Settings) -> Clock:
    """The machine's; while the sandbox is on that of its server, which may stand anywhere in the exam's calendar."""
    if not settings.sandbox:
        return SystemClock()
    try:
        async with httpx.AsyncClient(timeout=_CLOCK_SECONDS) as client:
            told = (await client.get(f"{settings.public_url}/demo/clock")).json()
            return MovableClock(datetime.fromisoformat(told["now"]))
    except (httpx.HTTPError, ValueError, LookupError, TypeError):
        return SystemClock()


async def _read_bills(payments: Payments, day: date | None, now: datetime, progress: Progress, words: Words) -> list[BillReport]:
    reading = payments.reconciling
    due = await reading.on(day) if day else await reading.due(now)
    bar = progress.add_task(words(T("Bills")), total=len(due))
    found: list[BillReport] = []
    for bill in due:
        if not any(one.provider == bill.provider and one.findings is None for one in found):
            found.append(await reading.reconcile(bill, now))
        progress.advance(bar)
    return found


async def _report(exam_id: str | None, day: date | None) -> Report | None:
    async with opened() as (store, exams):
        try:
            return await _report_in(store, exams, exam_id, day)
        except NotFound:
            return None


async def _report_in(store: Store, exams: Exams, exam_id: str | None, day: date | None) -> Report:
    def work(tx: Tx) -> Report:
        of_zone: Exam | None = exams.get(tx, exam_id) if exam_id else next(iter(exams.current(tx)), None)
        first, end = span_of(day, of_zone.tz) if day and of_zone else (None, None)
        return report_in(tx, Scope(exam_id, first, end))

    return await store.read(work)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("a day looks like 2030-01-31") from error


def _bills_table(bills: list[BillReport], words: Words) -> Table:
    table = Table(title=words(T("Bills")))
    columns = (T("Provider"), T("Day"), T("Charges"), T("New"), T("Denied"), T("Differing"), T("Missing"), T("Refunds"))
    for column in columns:
        table.add_column(words(column))
    for bill in bills:
        found = bill.findings
        counts = (
            (found.charges, found.found, found.contradicted, found.differing, found.missing + found.refunds_missing, found.refunds)
            if found
            else (words(T("not answered")), "", "", "", "", "")
        )
        table.add_row(bill.provider, bill.day.isoformat(), *(str(count) for count in counts))
    return table


def _tell(balance: Report, words: Words) -> None:
    console = Console()
    table = Table(title=words(T("Where the money is")))
    columns = (T("Charges"), T("Captured"), T("Accepted"), T("Refunded"), T("Asked back"), T("Under review"), T("Unexplained"))
    table.add_column(words(T("Provider")))
    for column in columns:
        table.add_column(words(column), justify="right")
    for line in balance.lines:
        places = (line.captured, line.accepted, line.refunded, line.requested, line.under_review)
        told = [words.money(Money(amount, line.currency)) for amount in places]
        table.add_row(line.provider, str(line.charges), *told, str(line.unexplained))
    console.print(table)
    for one in balance.unexplained:
        console.print(Text(words(T("Unexplained: {charge}"), charge=one), "red"))
    if balance.paid_without_money:
        console.print(Text(words(T("Counted as paid without money: {count}"), count=balance.paid_without_money), "red"))
    verdict = T("The books balance.") if balance.balances else T("The books don't balance.")
    console.print(Text(words(verdict), "green" if balance.balances else "red"))
