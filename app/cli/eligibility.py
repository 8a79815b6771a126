"""``kaoban eligibility``: which positions fit a candidate, condition by condition. It doesn't decide who may apply."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from app.cli.exam import AsJson, Language, opened, ran
from app.cli.tables import catalogue_in, json_in, lines_in, stop, table_in
from app.clock import SystemClock
from core.errors import NotFound
from core.model.eligibility import Judgement
from core.model.exam import NO_TERMS
from core.model.majors import Catalogue
from core.packs.tables.candidates import datum_words, read_facts
from core.rules.positions import normalised_code
from core.services.eligibility import Eligibility, judge_table
from core.services.majors import Catalogues
from core.services.tables import CompiledTable, compile_table
from locales.words import T, Words, known_locale, words_in


def eligibility_command(
    exam: Annotated[str, typer.Argument(metavar="EXAM", help="The exam.")],
    candidate: Annotated[Path | None, typer.Option(metavar="FILE.json", help="The candidate's facts.")] = None,
    cases: Annotated[Path | None, typer.Option(metavar="FILE.jsonl", help="Many candidates, each with a code.")] = None,
    code: Annotated[list[str] | None, typer.Option(metavar="CODE", help="Only these positions.")] = None,
    table: Annotated[Path | None, typer.Option(metavar="FILE", help="Read positions from this file instead.")] = None,
    catalogue: Annotated[str | None, typer.Option(metavar="NAME", help="The catalogue of majors.")] = None,
    as_json: AsJson = False,
    language: Language = "",
) -> None:
    """Hold what is known of a candidate against the conditions of positions."""
    words = words_in(known_locale(language))
    if (candidate is None) == (cases is None):
        raise typer.BadParameter(words(T("Give --candidate or --cases.")))
    compiled = ran(_compiled(exam, table, catalogue, words), words)
    if cases is not None:
        for case in lines_in(cases, words):
            print(json.dumps(_case(case, compiled), ensure_ascii=False))
        return
    assert candidate is not None
    codes = [normalised_code(one) for one in code or ()]
    unknown = [one for one in codes if one not in compiled.places]
    if unknown:
        raise stop(words, T("There is no position {codes}."), codes=", ".join(unknown))
    judgements = judge_table(compiled, read_facts(json_in(candidate, words)), codes)
    if as_json:
        print(json.dumps({"verdicts": [as_dict(one) for one in judgements]}, ensure_ascii=False))
    else:
        _tell(judgements, words)


async def _compiled(exam_id: str, file: Path | None, name: str | None, words: Words) -> CompiledTable:
    async with opened() as (store, exams):
        catalogues = Catalogues(store, SystemClock())
        if file is None and name is None:
            try:
                return await Eligibility(store, exams, catalogues).table(exam_id)
            except NotFound as error:
                raise stop(words, T("There is no exam {exam}."), exam=exam_id) from error
        known = await store.read(lambda tx: next((one for one in exams.current(tx) if one.id == exam_id), None))
        wanted = name or (known.catalogue if known else None)
        catalogue = await store.read(lambda tx: catalogues.get(tx, wanted))
        if catalogue is None and name is not None:
            catalogue = _from_file(name, words)
        if file is not None:
            return compile_table(table_in(file, words).positions, catalogue, known.terms if known else NO_TERMS)
        standing = await Eligibility(store, exams, catalogues).table(exam_id)
        return compile_table(standing.positions, catalogue, known.terms if known else NO_TERMS)


def _from_file(name: str, words: Words) -> Catalogue:
    """A catalogue that was never imported may be given as its file."""
    if not Path(name).is_file():
        raise stop(words, T("There is no catalogue {name}; import it first."), name=name)
    return catalogue_in(Path(name).stem, Path(name), words)


def _case(case: dict[str, Any], compiled: CompiledTable) -> dict[str, Any]:
    given, code = case.get("candidate"), normalised_code(str(case.get("code", "")))
    judged = judge_table(compiled, read_facts(given if isinstance(given, dict) else {}), [code])
    if not judged:
        return {"id": case.get("id"), "code": case.get("code"), "overall": "ask", "conditions": [], "error": "position_unknown"}
    return {"id": case.get("id"), **as_dict(judged[0]), "code": case.get("code")}


def as_dict(judgement: Judgement) -> dict[str, Any]:
    """A judgement as the contract has it."""
    conditions = [
        {
            "condition": judged.kind.value,
            "verdict": judged.verdict.value,
            "words": judged.words,
            "datum": datum_words(judged.kind, judged.datum),
        }
        for judged in judgement.conditions
    ]
    lacking = judgement.only_lacking
    return {
        "code": judgement.code,
        "overall": judgement.overall.value,
        "conditions": conditions,
        "duties": list(judgement.duties),
        "only_lacking": lacking.value if lacking else None,
    }


def _tell(judgements: Sequence[Judgement], words: Words) -> None:
    table = Table(words(T("Position")), words(T("Verdict")), words(T("Because of")))
    for judgement in judgements:
        open_ones = [f"{one.kind.value}: {one.words}" for one in judgement.conditions if one.verdict.value != "fits"]
        table.add_row(judgement.code, judgement.overall.value, "\n".join(open_ones))
    Console().print(table)
    Console(soft_wrap=True).print(words(T("This system doesn't decide who may apply; the recruiting unit does.")), markup=False)
