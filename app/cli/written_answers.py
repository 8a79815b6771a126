"""``kaoban answers …`` for staff without a browser: what wasn't understood; an answer written, approved by somebody else, ended.

Whoever runs it says by ``--by`` whose login acts; the role and the four eyes are checked as in the console.
"""

import asyncio
import json
import tomllib
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text as Shown

from app.cli.answers import answers_app
from app.cli.serve import operator_settings
from app.clock import SystemClock
from app.packs import folder_of
from app.routers import router_of
from core.errors import Forbidden, KaobanError, NotFound
from core.model.decisions import Refused
from core.model.staff import Right
from core.model.texts import Target, Text
from core.model.written_answers import Unanswered, Wording, Written, WrittenState
from core.packs import read_pack
from core.rules.staffing import may
from core.services.answers import Writing
from core.services.answers.router import Router
from core.services.exams import Exams
from core.store.engine import Store, open_store
from core.store.queries import staff
from locales.reasons import with_clause
from locales.words import known_locale, words_in

__all__ = ["answers_app"]

Result = TypeVar("Result")
Ran = Callable[[Writing, int], Awaitable[Result]]

By = Annotated[str, typer.Option("--by", metavar="LOGIN", help="Who acts: a supervisor or an operator.")]
ExamId = Annotated[str, typer.Argument(metavar="EXAM", help="The exam's id.")]
Number = Annotated[int, typer.Argument(help="The answer's number, as the record shows it.")]
AsJson = Annotated[bool, typer.Option("--json", help="For machines.")]
_LOCALES = ("zh_CN", "zh_TW", "en")


@answers_app.command("unanswered")
def unanswered_command(exam: ExamId, as_json: AsJson = False) -> None:
    """List what wasn't understood or didn't help, like questions together, the most frequent first."""
    groups = _ran(exam, "", lambda writing, _: writing.unanswered(exam))
    if as_json:
        print(json.dumps([_group(one) for one in groups], ensure_ascii=False))
        return
    table = Table("Times", "Question", "Last asked", "Languages", "Questions")
    for one in groups:
        last = one.last_at.isoformat(timespec="minutes")
        table.add_row(*map(Shown, (str(one.count), one.sample, last, ", ".join(one.locales), ",".join(map(str, one.ids[:5])))))
    Console().print(table)


@answers_app.command("record")
def record_command(exam: ExamId, as_json: AsJson = False) -> None:
    """List every answer ever written for an exam: drafts, what stands, what ended and when."""
    found = _ran(exam, "", lambda writing, _: writing.record(exam))
    if as_json:
        print(json.dumps([_written(one) for one in found], ensure_ascii=False))
        return
    table = Table("No.", "Entry", "Question", "State", "Decided", "Ended")
    for one in found:
        told = _written(one)
        cells = (one.id, one.wording.entry, one.wording.question.in_("zh_CN"), one.state, told["decided_at"], told["ended_at"])
        table.add_row(*(Shown(str(cell or "")) for cell in cells))
    Console().print(table)


@answers_app.command("write")
def write_command(
    exam: ExamId,
    file: Annotated[Path, typer.Argument(metavar="FILE.toml", help="question, answer, clause, topic, phrasings …", dir_okay=False)],
    by: By,
) -> None:
    """Keep a draft from a file; somebody else approves it. ``asked`` in it lists numbers of questions that it answers."""
    try:
        told = tomllib.loads(file.read_text("utf-8"))
        wording, asked = _wording(told), [int(one) for one in told.get("asked", [])]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _stop(f"{file} holds no answer: {error}") from error
    number = _ran(exam, by, lambda writing, who: writing.write(exam, wording, asked, staff_id=who))
    print(number)


@answers_app.command("approve")
def approve_command(exam: ExamId, number: Number, by: By) -> None:
    """Make a draft live, in every process at once. Whoever wrote it can't."""
    _tell(_ran(exam, by, lambda writing, who: writing.approve(number, staff_id=who)))


@answers_app.command("refuse")
def refuse_command(exam: ExamId, number: Number, by: By) -> None:
    """Drop a draft; it stays in the record."""
    _tell(_ran(exam, by, lambda writing, who: writing.refuse(number, staff_id=who)))


@answers_app.command("end")
def end_command(exam: ExamId, number: Number, by: By) -> None:
    """Take a live answer down; the pack's own stands again, where there is one."""
    _tell(_ran(exam, by, lambda writing, who: writing.end(number, staff_id=who)))


@answers_app.command("export")
def export_command(exam: ExamId) -> None:
    """Print what stands as JSON, to be written into the pack's answers.toml and questions.toml before ``make answers``."""
    found = _ran(exam, "", lambda writing, _: writing.record(exam))
    print(json.dumps([_written(one) for one in found if one.state is WrittenState.LIVE], ensure_ascii=False, indent=1))


def _ran(exam: str, by: str, use: Ran[Result | Refused]) -> Result:
    """What ``use`` answers with the number of whoever acts; a refusal is one sentence and exit 1."""
    try:
        done = asyncio.run(_with_writing(exam, by, use))
    except (NotFound, Forbidden) as error:
        raise _stop(f"There is no such thing, or {by or 'nobody'} may not do it: {error}") from error
    except KaobanError as error:
        raise _stop(f"It can't be done now: {error}") from error
    if isinstance(done, Refused):
        words = words_in(known_locale("en"))
        raise _stop(with_clause(done, words, UTC))
    return done


async def _with_writing(exam: str, by: str, use: Ran[Result | Refused]) -> Result | Refused:
    settings, clock = operator_settings(), SystemClock()
    store = open_store(settings.database_url)
    try:
        routers = {} if (router := _router(exam)) is None else {exam: router}
        return await use(Writing(store, clock, Exams(store, clock), routers), await _acting(store, by) if by else 0)
    finally:
        await store.close()


async def _acting(store: Store, login: str) -> int:
    """The number of whoever acts. Raises ``Forbidden``."""
    found = await store.read(lambda tx: staff.find_login(tx, login))
    if found is None or found.staff.disabled_at or not may(found.staff.roles, Right.ANSWERS):
        raise Forbidden(login)
    return found.staff.id


def _router(exam: str) -> Router | None:
    """The router of the bundled pack of that id; without one, likeness goes by the letters alone."""
    with suppress(OSError, KaobanError, typer.BadParameter):
        folder = folder_of(exam)
        return router_of(folder, read_pack(folder))
    return None


def _wording(told: dict[str, Any]) -> Wording:
    target = told.get("target")
    return Wording(
        entry=str(told.get("entry", "")),
        topic=str(told["topic"]),
        question=Text({locale: str(told["question"].get(locale, "")) for locale in _LOCALES}),
        answer=Text({locale: str(told["answer"].get(locale, "")) for locale in _LOCALES}),
        clause=str(told["clause"]),
        target=Target(target) if target else None,
        phrasings=tuple(str(one) for one in told["phrasings"]),
    )


def _group(one: Unanswered) -> dict[str, object]:
    return {
        "sample": one.sample,
        "count": one.count,
        "questions": list(one.questions),
        "ids": list(one.ids),
        "locales": list(one.locales),
        "last_at": one.last_at.isoformat(),
    }


def _written(one: Written) -> dict[str, Any]:
    wording = one.wording
    return {
        "id": one.id,
        "entry": wording.entry,
        "state": one.state.value,
        "topic": wording.topic,
        "question": dict(wording.question.by_locale),
        "answer": dict(wording.answer.by_locale),
        "clause": wording.clause,
        "target": wording.target.value if wording.target else None,
        "phrasings": list(wording.phrasings),
        "written_at": one.written_at.isoformat(),
        "decided_at": one.decided_at.isoformat() if one.decided_at else None,
        "ended_at": one.ended_at.isoformat() if one.ended_at else None,
    }


def _tell(done: Written) -> None:
    print(f"{done.id} {done.wording.entry} {done.state.value}")


def _stop(sentence: str) -> typer.Exit:
    Console(stderr=True, soft_wrap=True, highlight=False).print(Shown(sentence))
    return typer.Exit(1)
