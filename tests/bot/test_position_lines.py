"""A position in a chat: long cells are cut in the window and told whole in messages; figures always have their instant."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.dialogs.position.columns import has_cut, short_line, shown_columns, whole_text
from bot.dialogs.position.figures import chart_of, figure_lines
from bot.dialogs.position.verdicts import disclaimer, short_verdict, verdict_lines
from core.model.eligibility import ConditionKind, Judged, Judgement, Verdict
from core.model.exam import Cells, Position
from core.services.applicants import Figures
from locales.words import LOCALES, words_in
from tests.support.packs import bundled_pack

PLAIN = bundled_pack().positions[0]
ENGLISH = words_in("en")
_MESSAGE = 4096


def long_one(cells: int = 40, letters: int = 900) -> Position:
    columns = Cells.of([(f"第{number}栏", "专" * letters) for number in range(cells)])
    return replace(PLAIN, unit="深" * 60, title="科" * 60, columns=columns)


def test_an_ordinary_position_is_shown_whole() -> None:
    assert not has_cut(PLAIN)
    assert len(shown_columns(PLAIN)) == sum(bool(value) for _, value in PLAIN.columns)


def test_a_long_one_is_cut_for_the_window_and_told_whole_in_messages() -> None:
    shown = shown_columns(long_one())
    assert has_cut(long_one())
    assert sum(len(name) + len(value) for name, value in shown) <= 1700
    told = whole_text(long_one())
    assert all(len(text) <= _MESSAGE for text in told)
    assert "".join(told).count("专") == 40 * 900
    assert all(len(text) <= _MESSAGE for text in whole_text(long_one(2, 9000)))


def test_the_label_of_a_button_keeps_code_and_title() -> None:
    assert short_line(PLAIN).startswith(f"{PLAIN.code} ")
    assert len(short_line(long_one())) <= 44
    assert PLAIN.title in short_line(replace(PLAIN, unit="深" * 60))


@pytest.mark.parametrize("locale", LOCALES)
def test_the_longest_window_is_one_message_and_what_speaks_against_comes_first(locale: str) -> None:
    judged = [
        Judged(ConditionKind.OTHER, verdict, "字" * 300, None)
        for verdict in [*[Verdict.FITS] * 8, Verdict.ASK, Verdict.DOES_NOT_FIT]
    ]
    judgement = Judgement("1", Verdict.DOES_NOT_FIT, tuple(judged), ("义务" * 300,))
    words = words_in(locale)
    lines = verdict_lines(judgement, words)
    assert lines.split("\n")[1].startswith("✗")
    window = [
        long_one().unit,
        long_one().title,
        lines,
        disclaimer(long_one(), words),
        *(f"{a}: {b}" for a, b in shown_columns(long_one())),
    ]
    assert len("\n".join(window)) < _MESSAGE - 400
    assert len(short_verdict(judgement, words)) < 700


def test_one_thing_missing_is_named() -> None:
    judged = (
        Judged(ConditionKind.DEGREE, Verdict.DOES_NOT_FIT, "硕士", "bachelor"),
        Judged(ConditionKind.MAJOR, Verdict.FITS, "不限", None),
    )
    assert "only this is missing: Degree" in verdict_lines(Judgement("1", Verdict.DOES_NOT_FIT, judged), ENGLISH)


def test_the_recruiting_units_phone_stands_in_the_disclaimer_as_the_table_prints_it() -> None:
    columns = Cells.of([*PLAIN.columns, ("咨询电话", "020-12345678"), ("联系电话", "<020>1")])
    assert "020-12345678 / &lt;020&gt;1" in disclaimer(replace(PLAIN, columns=columns), ENGLISH)
    assert "phone" not in disclaimer(PLAIN, ENGLISH)


def figures(people: int | None, *course: int, published: bool = True) -> Figures:
    days = tuple((date(2020, 11, 12 + place), count) for place, count in enumerate(course))
    return Figures(
        replace(PLAIN, headcount=2), datetime(2020, 11, 16, 8, tzinfo=UTC), people, None, 3, days, is_published=published
    )


def test_figures_tell_the_ratio_a_small_course_and_since_when_they_are_true() -> None:
    told = figure_lines(figures(31, 4, 9, 31), ENGLISH, UTC)
    assert told == (
        "Applicants: 31 · paid: 3 · places: 2 · 15.5 for one place\n▂▃█ 31\nPublished by the authority, as of Mon, Nov 16, 08:00"
    )
    assert "Confirmed here, as of" in figure_lines(figures(0, published=False), ENGLISH, UTC)
    assert figure_lines(None, ENGLISH, UTC) == ""


@pytest.mark.parametrize(("course", "series"), [((4, 9, 12), 2), ((4, 90, 312), 1), ((), 1), ((5,), 1)])
def test_a_chart_has_the_course_and_the_places_as_long_as_they_can_be_seen(course: tuple[int, ...], series: int) -> None:
    chart = chart_of(figures(course[-1] if course else 0, *course), ENGLISH, UTC)
    assert len(chart.series) == series
    assert "as of" in chart.note
    assert "for one place" in chart.note or not course
