"""Twenty thousand positions: the real tables where they are at hand, varied up to the number; else made-up ones."""

from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from core.model.exam import Cells, Position
from core.model.majors import Catalogue
from core.packs.majors import read_catalogue
from core.packs.tables import read_table
from core.services.searching import Filters

SHARED = Path(__file__).parents[2] / "shared" / "data"
_TABLES = ("gd_2020_county.xls", "gd_2023_county.xls")
_WANTED = 20_000

CANDIDATE: dict[str, Any] = {
    "birth_date": "1996-05-01",
    "gender": "女",
    "ethnicity": "汉族",
    "political_status": "群众",
    "household": "广东省韶关市",
    "origin": "广东省韶关市",
    "grassroots_years": 3,
    "fresh_graduate": "否",
    "employed": False,
    "certificates": [],
    "service_programmes": [],
    "educations": [{"level": "本科", "full_time": True, "degree": "学士", "major": "会计学", "major_code": "B120203"}],
}
QUESTIONS = (
    Filters(education="本科", district="深圳"),
    Filters(education="本科", major="会计学", text="财政"),
    Filters(education="硕士研究生", degree="硕士", district="广州"),
    Filters(fresh_graduate="届", gender="女"),
    Filters(unit="公安局", headcount=2),
    Filters(text="信息 系统"),
    Filters(education="大专", district="梅州", gender="男"),
    Filters(major="B120203", fresh_graduate="否", text="审计"),
)


def real_table() -> Path | None:
    """The largest real table, where it is at hand."""
    file = SHARED / "positions" / _TABLES[-1]
    return file if file.is_file() else None


def twenty_thousand() -> tuple[Position, ...]:
    """Positions in the order of their tables; further ones repeat them under other codes, in other districts."""
    rows = [row for name in _TABLES for row in _read(SHARED / "positions" / name)] or [_made_up(number) for number in range(2_000)]
    districts = cycle(dict.fromkeys(row.district for row in rows))
    more = (
        replace(row, code=f"9{number}{row.code}", district=district, headcount=row.headcount + 1)
        for number, (row, district) in enumerate(zip(cycle(rows), districts, strict=False))
    )
    return (*rows, *islice(more, max(_WANTED - len(rows), 0)))[:_WANTED]


def catalogue_for(positions: tuple[Position, ...]) -> Catalogue | None:
    """The catalogue that belongs to the real tables."""
    file = SHARED / "majors" / "gd_2020_catalogue.xls"
    return read_catalogue("gd-2020", file.name, file.read_bytes()).catalogue if positions and file.is_file() else None


def _read(file: Path) -> list[Position]:
    return read_table(file.name, file.read_bytes()).positions if file.is_file() else []


def _made_up(number: int) -> Position:
    education, degree = (("本科", "学士"), ("本科以上", "学士以上"), ("大专以上", "不限"))[number % 3]
    majors = ("会计学(B120203)", "法学(B030101),知识产权(B030102)", "不限", f"专业{number % 90}(B08{number % 90:02}01)")[number % 4]
    columns = {
        "招考单位": f"单位{number % 300}",
        "招考职位": f"职位{number}",
        "职位代码": f"{100_000 + number}",
        "录用人数": str(1 + number % 3),
        "学历": education,
        "学位": degree,
        "本科专业名称及代码": majors,
        "是否要求2年以上基层工作经历": "否",
        "是否限应届毕业生报考": "是" if number % 5 == 0 else "否",
        "其他要求": ("男性", "", "中共党员", "")[number % 4],
        "考区": f"考区{number % 20}",
    }
    unit, title, code = columns["招考单位"], columns["招考职位"], columns["职位代码"]
    return Position(code, unit, title, 1 + number % 3, columns["考区"], education, degree, Cells.of(columns.items()))
