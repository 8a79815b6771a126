"""Numbers of applicants in words, as a small course of signs, and as a chart; always with the instant they are true for."""

from datetime import tzinfo

from core.model.charts import Chart, ChartKind, Series, figure_words
from core.services.applicants import Figures
from locales.words import T, Words

_SIGNS = "▁▂▃▄▅▆▇█"
_COURSE = 14
_SEVERAL = 2
_VISIBLE = 15


def figure_lines(figures: Figures | None, words: Words, zone: tzinfo) -> str:
    """How many applied, how many for a place, since when it is true; empty where nothing is shown."""
    if figures is None:
        return ""
    at = words.moment(figures.as_of, zone)
    if figures.is_published:
        source = words(T("Published by the authority, as of {at}"), at=at)
    else:
        source = words(T("Confirmed here, as of {at}"), at=at)
    return "\n".join(filter(None, (" · ".join(_counts(figures, words)), _small_course(figures), source)))


def _counts(figures: Figures, words: Words) -> list[str]:
    told = (
        (T("Applicants: {count}"), figures.people),
        (T("passed the check: {count}"), figures.passed),
        (T("paid: {count}"), figures.paid),
    )
    counts = [words(sentence, count=count) for sentence, count in told if count is not None]
    wanted = words(T("places: {count}"), count=figures.position.headcount)
    ratio = figures.ratio
    return [*counts, wanted, *([words(T("{ratio} for one place"), ratio=figure_words(round(ratio, 1)))] if ratio else [])]


def _small_course(figures: Figures) -> str:
    """The last days as bars of text."""
    counts = [count for _, count in figures.course][-_COURSE:]
    top = max(counts, default=0)
    if len(counts) < _SEVERAL or not top:
        return ""
    return "".join(_SIGNS[round(count / top * (len(_SIGNS) - 1))] for count in counts) + f" {counts[-1]}"


def chart_of(figures: Figures, words: Words, zone: tzinfo) -> Chart:
    """How the number grew day by day, with the ratio below it; the places as a line as long as they aren't lost at the bottom."""
    title = words(T("{code}: applicants so far"), code=figures.position.code)
    lines = figure_lines(figures, words, zone).splitlines()
    note = "\n".join((figures.position.unit, lines[0], lines[-1]))
    places, unit = float(figures.position.headcount), words(T("people"))
    if len(figures.course) < _SEVERAL:
        labels = (words(T("Places")), words(T("Applicants")))
        series = (Series(words(T("People")), (places, figures.people)),)
        return Chart(title, labels, series, ChartKind.BARS, unit, note)
    days = tuple(f"{day.month}-{day.day}" for day, _ in figures.course)
    counts = tuple(float(count) for _, count in figures.course)
    wanted = (Series(words(T("Places")), (places,) * len(days)),) if max(counts) <= places * _VISIBLE else ()
    return Chart(title, days, (Series(words(T("Applicants")), counts), *wanted), ChartKind.LINES, unit, note)
