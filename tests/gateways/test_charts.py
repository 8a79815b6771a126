"""Charts: every kind in both forms, words complete, the same bytes each time, readable wherever they land."""

import asyncio
import io
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from xml.etree import ElementTree

import pytest
import pytest_asyncio
from PIL import Image

from core.model.charts import Chart, ChartKind, Series, alternative_text
from core.model.comparison import Comparison, Row, rows_of
from gateways.charts import Drawing, Painting
from gateways.charts.figure import COLOURS
from gateways.charts.letters import UNKNOWN, Letters
from tests.support.packs import bundled_pack

DAYS = tuple(f"11-{day:02}" for day in range(13, 18))
CONFIRMED = Series("確認人數", (1, 5, None, 12, 40))
PAID = Series("Paid", (0, 3, 4, 9.5, 31))
CHARTS = {
    "bars": Chart("各区岗位", ("福田区", "南山区"), (Series("岗位", (3, 30)),), unit="个", note="截至 11-16 10:00"),
    "lying bars": Chart("Units", tuple(f"某某市第{n}区规划和自然资源管理局" for n in range(12)), (Series("n", tuple(range(12))),)),
    "grouped": Chart("$x^2$ & <b>", DAYS, (CONFIRMED, PAID), ChartKind.GROUPED),
    "lines": Chart("By day", DAYS, (CONFIRMED, PAID), ChartKind.LINES, note="x" * 200),
    "many lines": Chart("M", tuple(map(str, range(90))), tuple(Series(f"s{n}", (n,) * 90) for n in range(7)), ChartKind.LINES),
    "one figure": Chart("One", ("a",), (Series("b", (0,)),), ChartKind.LINES),
    "below zero": Chart("Change", ("a", "b"), (Series("c", (-4, 4)),)),
}


@pytest_asyncio.fixture
async def charts() -> AsyncIterator[Drawing]:
    drawing = Drawing()
    yield drawing
    drawing.close()


@pytest.mark.parametrize("name", CHARTS)
async def test_every_chart_is_a_png_as_wide_as_telephones_show_it_and_the_same_each_time(charts: Drawing, name: str) -> None:
    drawn = await charts.draw(CHARTS[name], form="png")
    picture = Image.open(io.BytesIO(drawn))
    assert (picture.format, picture.width) == ("PNG", 1080)
    assert picture.convert("RGBA").getpixel((0, 0)) == (255, 255, 255, 255)
    assert len(picture.convert("RGB").getcolors(1 << 20) or []) > 10
    assert await charts.draw(CHARTS[name], form="png") == drawn


@pytest.mark.parametrize("name", CHARTS)
async def test_every_chart_is_an_svg_in_the_ink_of_its_page_and_tells_those_who_cannot_see(charts: Drawing, name: str) -> None:
    drawn = await charts.draw(CHARTS[name], form="svg")
    root = ElementTree.fromstring(drawn)
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert root.findtext(f"{space}title") == CHARTS[name].title
    assert root.findtext(f"{space}desc") == alternative_text(CHARTS[name])
    assert b"currentColor" in drawn
    assert b"#1f2328" not in drawn.split(b"</style>")[1]
    assert await charts.draw(CHARTS[name], form="svg") == drawn


async def test_charts_in_one_page_do_not_draw_each_others_letters(charts: Drawing) -> None:
    one, other = [set(re.findall(rb'id="([^"]+)"', await charts.draw(CHARTS[name], form="svg"))) for name in ("bars", "lines")]
    assert one
    assert not one & other


async def test_many_at_once_are_drawn_one_after_the_other(charts: Drawing) -> None:
    drawn = await asyncio.gather(*(charts.draw(chart, form="png") for chart in CHARTS.values()))
    assert drawn == [await charts.draw(chart, form="png") for chart in CHARTS.values()]


def test_letters_grow_with_what_is_asked_for_and_a_letter_nobody_has_is_shown_as_missing() -> None:
    letters = Letters(400)
    first = letters.path_for("报考")
    assert letters.path_for("考报 123") == first
    assert letters.path_for("缴费") != first
    assert letters.known("考\U0001f600\ue863\n") == f"考{UNKNOWN}{UNKNOWN}\n"
    letters.close()
    assert not first.exists()


@pytest.mark.parametrize("colour", COLOURS)
def test_colours_stand_out_on_white_and_on_near_black(colour: str) -> None:
    assert min(_contrast(colour, "#ffffff"), _contrast(colour, "#0d1117")) >= 3


def test_a_chart_without_figures_for_each_label_is_none() -> None:
    with pytest.raises(ValueError, match="a figure for each"):
        Chart("t", ("a", "b"), (Series("s", (1,)),))
    with pytest.raises(ValueError, match="one series"):
        Chart("t", ("a",), (Series("s", (1,)), Series("r", (2,))))


def test_the_alternative_text_tells_every_figure_and_of_long_series_the_first_the_highest_and_the_last() -> None:
    assert alternative_text(CHARTS["bars"]) == "各区岗位 (个)\n岗位: 福田区 3, 南山区 30\n截至 11-16 10:00"
    long = Chart("t", tuple(map(str, range(60))), (Series("s", tuple(30.5 - abs(n - 30) for n in range(60))),), ChartKind.LINES)
    assert alternative_text(long) == "t\ns: 0 0.5 … 30 30.5 … 59 1.5"


TABLE = Comparison(
    "职位比较",
    ("1001", "1002", "1003"),
    (
        Row("学历", ("本科", "本科以上", "")),
        Row("考区 #let <x> $y$", ("市直",) * 3),
        Row("专业", ("会计学(B120203)" * 40, "\ue863\u4dae", "*")),
    ),
    "截至 11-16 10:00",
)


async def test_positions_side_by_side_are_a_picture_as_wide_as_telephones_show_it() -> None:
    painting = Painting()
    drawn = await painting.paint(TABLE, locale="zh_CN")
    picture = Image.open(io.BytesIO(drawn))
    assert (picture.format, picture.width) == ("PNG", 1080)
    assert picture.height < 3000
    colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 20) or []}
    assert {(255, 255, 255), (255, 244, 229)} <= colours
    assert await painting.paint(TABLE, locale="zh_CN") == drawn
    same = replace(TABLE, rows=TABLE.rows[1:2])
    plain = Image.open(io.BytesIO(await painting.paint(same, locale="en"))).convert("RGB").getcolors(1 << 20) or []
    assert (255, 244, 229) not in {colour for _, colour in plain}
    painting.close()


def test_a_comparison_has_every_column_that_says_something_and_knows_where_positions_differ() -> None:
    first, second = bundled_pack().positions[:2]
    rows = {row.name: row for row in rows_of([first, second])}
    assert rows["招考单位"].cells == (first.unit, second.unit)
    assert rows["学历"].differs is (first.education != second.education)
    assert all(any(row.cells) for row in rows.values())
    assert "职位代码" not in rows


def _contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
