"""``kaoban ask`` and ``kaoban answers``: what a typed question reaches, and how well questions are understood."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.packs import first_pack, folder_of
from core.model.answers import Routed, Tier
from core.model.exam import Answer, Exam
from core.packs import PackReading, read_pack
from core.packs.weights import FILE, BadWeights, load
from core.services.answers.evaluation import Asked, Figures, evaluate
from core.services.answers.router import Router
from locales.words import T, Words, known_locale, words_in

answers_app = typer.Typer(help="Answers to typed questions: how well they are understood.", no_args_is_help=True)

_DIGITS = 4
ExamName = Annotated[
    str | None, typer.Option("--exam", metavar="E", help="The exam's pack, by name or folder; the first one there is.")
]
AsJson = Annotated[bool, typer.Option("--json", help="For machines.")]
Language = Annotated[str, typer.Option(envvar="LANG", help="Language of what is said.")]


@answers_app.callback()
def answers_command() -> None:
    """Answers to typed questions."""


def ask_command(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="As a candidate types it.")],
    exam: ExamName = None,
    as_json: AsJson = False,
    language: Language = "",
) -> None:
    """Tell what a question reaches: an answer with its clause, three to choose from, who decides, or a person."""
    words = words_in(known_locale(language))
    reading, router = _opened(exam, words)
    assert reading.exam is not None
    routed = router.route(question)
    if as_json:
        print(json.dumps(as_json_of(routed, reading.exam), ensure_ascii=False))
    else:
        _tell(routed, reading.exam, words)


@answers_app.command("evaluate")
def evaluate_command(
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help='Lines {"q", "label"[, "answerable"]}.', dir_okay=False)],
    exam: ExamName = None,
    as_json: AsJson = False,
    language: Language = "",
) -> None:
    """Ask every question of a file and tell how often the answer was right, and how often wrong although sure."""
    words = words_in(known_locale(language))
    reading, router = _opened(exam, words)
    assert reading.exam is not None
    names = {one.id: one.same_as for one in reading.exam.answers if one.same_as}
    try:
        asked = [Asked.of(json.loads(line), names) for line in file.read_text("utf-8-sig").splitlines() if line.strip()]
    except (OSError, ValueError, KeyError, TypeError) as error:
        _refuse(words(T("{file} can't be read as questions: {detail}"), file=file, detail=error))
        raise typer.Exit(1) from error
    figures = evaluate(router, asked)
    if as_json:
        print(json.dumps(figures.as_json(), ensure_ascii=False))
    else:
        Console().print(_table(figures))


def as_json_of(routed: Routed, exam: Exam) -> dict[str, object]:
    """The JSON of ``kaoban ask``."""
    entry = _entry(exam, routed.id)
    return {
        "tier": routed.tier.value,
        "id": routed.id,
        "clause": entry.clause if entry else None,
        "candidates": list(routed.candidates),
        "score": round(routed.score, _DIGITS),
    }


def _opened(exam: str | None, words: Words) -> tuple[PackReading, Router]:
    folder = folder_of(exam or first_pack())
    reading = read_pack(folder)
    if reading.exam is None:
        _refuse(words(T("{folder} has mistakes; see: kaoban exam check {folder}"), folder=folder))
        raise typer.Exit(1)
    try:
        weights = load(folder / FILE)
    except BadWeights as error:
        _refuse(words(T("{folder} has no weights for its answers; make answers writes them."), folder=folder))
        raise typer.Exit(1) from error
    if not weights.fit(reading.questions):
        _refuse(
            words(T("The weights of {folder} are older than its questions; make answers brings them up to date."), folder=folder)
        )
    return reading, Router(weights)


def _entry(exam: Exam, answer_id: str) -> Answer | None:
    return next((one for one in exam.answers if one.id == answer_id), None)


def _refuse(line: str) -> None:
    Console(stderr=True, soft_wrap=True, highlight=False).print(Text(line))


def _tell(routed: Routed, exam: Exam, words: Words) -> None:
    console, entry = Console(soft_wrap=True, highlight=False), _entry(exam, routed.id)
    if routed.tier is Tier.ANSWER and entry:
        console.print(Text(words.text(entry.answer)))
        console.print(Text(words(T("Basis: {clause}"), clause=entry.clause or "–"), "cyan"))
        return
    said = {
        Tier.CLARIFY: T("Did you mean one of these?"),
        Tier.POLICY: T("This desk doesn't decide questions of recruitment policy. The recruiting authority does: {authority}."),
    }
    sentence = words(said.get(routed.tier, T("That needs a person. The nearest questions are:")))
    console.print(Text(sentence.format(authority=words.text(exam.authority))))
    for candidate in routed.candidates:
        found = _entry(exam, candidate)
        console.print(Text(f"  {candidate}  {words.text(found.question) if found else ''}"))


def _table(figures: Figures) -> Table:
    table = Table(show_header=False)
    for key, value in figures.as_json().items():
        shown = "\n".join(f"{one['q']} → {one['id']} ({one['label']})" for one in value) if key == "mistakes" else str(value)
        table.add_row(key, Text(shown))
    return table
