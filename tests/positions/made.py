"""Small made-up tables and the catalogue beside them, compiled once."""

import io
import json
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

from core.model.eligibility import Judgement
from core.model.majors import Catalogue
from core.packs.majors import read_catalogue
from core.packs.tables import TableFile, read_table
from core.packs.tables.candidates import read_facts
from core.services.eligibility import judge_table
from core.services.tables import CompiledTable, compile_table

DATA = Path(__file__).parent / "data"
SHARED = Path(__file__).parents[3] / "shared" / "data"
WITHOUT_CATALOGUE = {"ministry"}


def zipped(*names: str) -> bytes:
    """Files in a zip as an old program writes it: names in GBK, no flag."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, (DATA / name).read_bytes())
    return content.getvalue()


@cache
def catalogue() -> Catalogue:
    """The made-up catalogue: majors in one file, groups in another."""
    return read_catalogue("made-up", "catalogue.zip", zipped("catalogue.csv", "groups.csv")).catalogue


@cache
def table(name: str) -> TableFile:
    """A made-up table."""
    return read_table(f"{name}.csv", (DATA / f"{name}.csv").read_bytes())


@cache
def compiled(name: str) -> CompiledTable:
    """The same with its conditions."""
    return compile_table(table(name).positions, None if name in WITHOUT_CATALOGUE else catalogue())


@cache
def cases() -> list[dict[str, Any]]:
    """The labelled cases."""
    return [json.loads(line) for line in (DATA / "cases.jsonl").read_text().splitlines()]


def judged(case: dict[str, Any]) -> Judgement:
    """What the rules say of a case."""
    return judge_table(compiled(case["table"]), read_facts(case["candidate"]), [case["code"]])[0]
