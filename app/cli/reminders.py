"""``kaoban reminders``: when each rule of reminding has to begin, and whether everyone is reached in time."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.build import channel_rates
from app.clock import SystemClock
from app.settings import Settings
from core.errors import KaobanError
from core.model.exam import Exam
from core.model.reminders import TELEGRAM, Rates, Remedy, Slot
from core.services.exams import Exams
from core.services.reminders import Planning
from core.store.engine import open_store
from core.store.migrate import migrate

reminders_app = typer.Typer(help="Reminders: the timetable of sending.", no_args_is_help=True)
_BAR = 44
_HOUR = 3600


@reminders_app.callback()
def reminders() -> None:
    """Reminders: the timetable of sending."""


@reminders_app.command("plan")
def plan_command(
    exam: Annotated[str, typer.Argument(metavar="EXAM", help="The exam's id.")],
    at: Annotated[datetime | None, typer.Option(metavar="ISO", help="Plan as if it were then; now where it isn't given.")] = None,
    candidates: Annotated[int | None, typer.Option(min=1, help="As if so many waited on Telegram, each rule by itself.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Show when each rule begins and ends for the numbers of now, and say so where somebody can't be reached in time."""
    try:
        found = asyncio.run(_plan(exam, at, candidates))
    except KaobanError as error:
        Console(stderr=True).print(f"[red]{error}[/]")
        raise typer.Exit(1) from error
    if as_json:
        print(json.dumps(as_json_of(found), ensure_ascii=False))
    else:
        _show(found)


@dataclass(frozen=True, slots=True)
class Plan:
    """A timetable, and what it was made from."""

    exam: Exam
    now: datetime
    rates: Rates
    slots: Sequence[Slot]


async def _plan(exam_id: str, at: datetime | None, candidates: int | None) -> Plan:
    settings, clock = Settings(), SystemClock()
    await asyncio.to_thread(migrate, settings.database_url)
    store = open_store(settings.database_url)
    try:
        exams = Exams(store, clock)
        exam = await store.read(lambda tx: exams.get(tx, exam_id))
        now = clock.now() if at is None else at if at.tzinfo else at.replace(tzinfo=exam.tz)
        planning = Planning(store, clock, exams, channel_rates(settings))
        assumed = {TELEGRAM: candidates} if candidates else None
        return Plan(exam, now, planning.rates, await planning.timetable(exam_id, now, assumed=assumed))
    finally:
        await store.close()


def as_json_of(plan: Plan) -> dict[str, Any]:
    """The JSON of the command; instants in the exam's zone."""
    return {
        "exam": plan.exam.id,
        "now": _told(plan.now, plan.exam),
        "rates_per_s": dict(plan.rates.per_s),
        "can_be_done": not any(slot.unreached for slot in plan.slots),
        "rules": [_rule(slot, plan.exam) for slot in plan.slots],
    }


def _rule(slot: Slot, exam: Exam) -> dict[str, Any]:
    seconds = max((share.seconds for share in slot.shares), default=0.0)
    return {
        "rule": slot.rule.id,
        "rank": slot.rule.rank,
        "essential": slot.rule.essential,
        "due": slot.due,
        "by_channel": {share.channel: share.due for share in slot.shares},
        "usual_at": _told(slot.timing.at, exam),
        "starts_at": _told(slot.starts_at, exam),
        "ends_at": _told(slot.ends_at, exam),
        "out_by": _told(slot.timing.out_by, exam),
        "useful_until": _told(slot.timing.until, exam),
        "begins_early": slot.is_early,
        "sending_hours": round(seconds / _HOUR, 2),
        "unreached": slot.unreached,
        "by_sms": slot.by_sms,
        "more_time_hours": round(slot.more_time.total_seconds() / _HOUR, 2),
        "assumed": slot.timing.assumed,
    }


def _told(at: datetime, exam: Exam) -> str:
    return at.astimezone(exam.tz).isoformat(timespec="seconds")


def _show(plan: Plan) -> None:
    console = Console(soft_wrap=False, highlight=False)
    if not plan.slots:
        console.print(f"Nothing is left to remind of in {plan.exam.id}.")
        return
    table = Table(title=f"Reminders of {plan.exam.id}, numbers of {plan.now.astimezone(plan.exam.tz):%Y-%m-%d %H:%M}")
    for name in ("rule", "due", "takes", "begins", "last is out", "has to be by"):
        table.add_column(name, justify="right" if name in ("due", "takes") else "left", no_wrap=name != "rule")
    table.add_column("when", no_wrap=True)
    begin, end = min(slot.starts_at for slot in plan.slots), max(slot.timing.until for slot in plan.slots)
    for slot in plan.slots:
        table.add_row(*_row(slot, plan.exam), _bar(slot, begin, end))
    console.print(table)
    console.print(_legend(begin, end, plan))
    for slot in plan.slots:
        if slot.unreached:
            console.print(_cannot(slot))
    if not any(slot.unreached for slot in plan.slots):
        console.print("[green]Everyone can be reached in time.[/]")


def _row(slot: Slot, exam: Exam) -> tuple[str | Text, ...]:
    seconds = max((share.seconds for share in slot.shares), default=0.0)
    begins = Text(f"{slot.starts_at.astimezone(exam.tz):%m-%d %H:%M}", "yellow" if slot.is_early else "")
    late = Text(f"{slot.ends_at.astimezone(exam.tz):%m-%d %H:%M}", "red" if slot.unreached else "")
    name = Text(slot.rule.id, "bold" if slot.rule.essential else "")
    by = f"{slot.timing.out_by.astimezone(exam.tz):%m-%d %H:%M}{' *' if slot.timing.assumed else ''}"
    return name, f"{slot.due:,}", span(timedelta(seconds=seconds)), begins, late, by


def span(long: timedelta) -> str:
    """``11 h 7 min``; short spans in minutes or seconds."""
    seconds = int(long.total_seconds())
    if seconds >= _HOUR:
        return f"{seconds // _HOUR} h {seconds % _HOUR // 60} min"
    return f"{seconds // 60} min" if seconds >= 60 else f"{seconds} s"


def _bar(slot: Slot, begin: datetime, end: datetime) -> Text:
    """The span from beginning to the end of use: sending solid, the time it is still worth reading light, what is missed red."""
    whole = max((end - begin).total_seconds(), 1.0)

    def place(at: datetime) -> int:
        return min(_BAR - 1, max(0, int((at - begin).total_seconds() / whole * _BAR)))

    first, last, until = place(slot.starts_at), place(slot.ends_at), place(slot.timing.until)
    bar = Text(" " * first)
    bar.append("█" * (last - first + 1), "red" if slot.unreached else "yellow" if slot.is_early else "green")
    bar.append("░" * max(0, until - last), "dim")
    return bar


def _legend(begin: datetime, end: datetime, plan: Plan) -> str:
    rates = ", ".join(f"{name} {rate:g}/s" for name, rate in plan.rates.per_s.items())
    zone = plan.exam.tz
    return (
        f"[dim]Picture: {begin.astimezone(zone):%m-%d %H:%M} to {end.astimezone(zone):%m-%d %H:%M}; █ sending, ░ still of use; "
        f"yellow begins early. Rates: {rates}. * rests on an instant the notice doesn't state.[/]"
    )


_REMEDIES: Mapping[Remedy, str] = {
    Remedy.SMS: "short messages would reach {by_sms:,} of them in the same time (see KAOBAN_SMS_LETTERS_A_DAY)",
    Remedy.MORE_TIME: "{more} more time would do",
}


def _cannot(slot: Slot) -> str:
    what = "; ".join(_REMEDIES[one] for one in slot.remedies).format(by_sms=slot.by_sms, more=span(slot.more_time))
    return f"[red]It can't be done: {slot.unreached:,} of {slot.due:,} won't be reached by {slot.rule.id} in time.[/] {what}."
