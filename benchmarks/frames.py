"""The question of a candidate asked of pandas and polars: columns as text, conditions as masks. Their rows are made beforehand."""

from collections.abc import Callable, Sequence
from typing import Any

from core.model.exam import Position

_COLUMNS = {
    "education": "学历",
    "degree": "学位",
    "majors": "本科专业名称及代码",
    "fresh": "是否限应届毕业生报考",
    "other": "其他要求",
    "roots": "是否要求2年以上基层工作经历",
}
_EDUCATION = ["本科以上", "本科", "大专以上", "大专、本科"]
_DEGREE = ["学士以上", "学士", "不限", "学士、硕士"]
_MAJOR = r"^不限$|\(B120203\)|\(B1202\)|\(B12\)|04现代管理类"
_AGAINST = r"男性|(?<!非)中共党员|法律职业资格|专门职位|族|资格|证书|八级|残疾|港澳|院校毕业生|户籍"


def _rows(positions: Sequence[Position]) -> dict[str, list[str]]:
    cells = [dict(position.columns) for position in positions]
    return {name: [row.get(header, "") for row in cells] for name, header in _COLUMNS.items()}


def pandas_question(positions: Sequence[Position]) -> Callable[[], int]:
    """How many positions a bachelor of accounting fits, by masks."""
    import pandas as pd

    frame = pd.DataFrame(_rows(positions))

    def ask() -> int:
        mask = frame["education"].isin(_EDUCATION) & frame["degree"].isin(_DEGREE) & (frame["roots"] != "x")
        mask &= frame["majors"].str.contains(_MAJOR, regex=True) & frame["fresh"].isin(["否", ""])
        return int((mask & ~frame["other"].str.contains(_AGAINST, regex=True)).sum())

    return ask


def polars_question(positions: Sequence[Position]) -> Callable[[], int]:
    """The same, asked of polars. It knows no looking back, so members of the Party are matched without it."""
    import polars as pl

    frame = pl.DataFrame(_rows(positions))
    against = _AGAINST.replace("(?<!非)", "^")

    def ask() -> Any:
        wanted = (
            pl.col("education").is_in(_EDUCATION)
            & pl.col("degree").is_in(_DEGREE)
            & pl.col("majors").str.contains(_MAJOR)
            & pl.col("fresh").is_in(["否", ""])
            & ~pl.col("other").str.contains(against)
        )
        return frame.filter(wanted).height

    return ask
