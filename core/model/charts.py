"""A chart as its figures and words say; how it is drawn is the gateway's matter, the words come in the reader's language."""

from dataclasses import dataclass
from enum import StrEnum

_TOLD = 40  # more figures than a listener follows: then the first, the highest and the last stand for all


class ChartKind(StrEnum):
    """Bars show one series, grouped bars several side by side, lines a course of time."""

    BARS = "bars"
    GROUPED = "grouped"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Series:
    """One row of figures; ``None`` where there is none, which is not zero."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn.

    :param labels: what each figure belongs to, in order: days, districts, positions.
    :param series: at least one, each with a figure for each label; several for grouped bars and lines.
    :param unit: what is counted, beside the title.
    :param note: below the chart: the instant it is true for, where it comes from.
    """

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    kind: ChartKind = ChartKind.BARS
    unit: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if not self.labels or not self.series or any(len(one.values) != len(self.labels) for one in self.series):
            raise ValueError("a chart has labels, and each series a figure for each of them")
        if self.kind is ChartKind.BARS and len(self.series) > 1:
            raise ValueError("bars show one series; grouped ones show several")


def figure_words(value: float) -> str:
    """A figure as people write it: no decimals where there are none."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}".rstrip("0")


def alternative_text(chart: Chart) -> str:
    """The same for those who can't see it: title, then every figure with its label; of long series first, highest and last."""
    head = f"{chart.title} ({chart.unit})" if chart.unit else chart.title
    lines = [head, *(_told(chart, one) for one in chart.series), chart.note]
    return "\n".join(line for line in lines if line)


def _told(chart: Chart, series: Series) -> str:
    known = [(label, value) for label, value in zip(chart.labels, series.values, strict=True) if value is not None]
    said = [f"{label} {figure_words(value)}" for label, value in known]
    if len(known) > _TOLD:
        highest = max(range(len(known)), key=lambda place: known[place][1])
        said = [said[place] for place in sorted({0, highest, len(known) - 1})]
        return f"{series.name}: {' … '.join(said)}"
    return f"{series.name}: {', '.join(said) or '–'}"
