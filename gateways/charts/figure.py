"""How a chart is laid out: bars standing where their labels are short, lying where they are long; lines thin their labels out."""

from collections.abc import Sequence
from unicodedata import east_asian_width

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import FuncFormatter, MaxNLocator

from core.model.charts import Chart, ChartKind, figure_words
from gateways.charts.letters import Letters

COLOURS = ("#2f7de1", "#d9730d", "#0f9479", "#9065e0", "#d6455d", "#7d838c")  # each readable on white and on near-black
_MARKERS = "os^Dvp"
_WIDTH = 5.4
_HEIGHT = 3.4
_MOST_HEIGHT = 14.0
_LYING_ROW = 0.3
_LABELS_OF_LINES = 8
_LONGEST_LABEL = 24
_BARS_WITH_FIGURES = 40
_ROOM = 56  # half-width letters below the standing bars


def figure_of(chart: Chart, letters: Letters, ink: str) -> Figure:
    """The figure, ready to be written."""
    lying = chart.kind is not ChartKind.LINES and _is_lying(chart.labels)
    rows = len(chart.labels) * (len(chart.series) if chart.kind is ChartKind.GROUPED else 1)
    height = min(max(_HEIGHT, 1.4 + rows * _LYING_ROW), _MOST_HEIGHT) if lying else _HEIGHT
    figure = Figure(figsize=(_WIDTH, height), layout="constrained")
    painter = _Painter(chart, letters, ink, figure.add_subplot())
    if chart.kind is ChartKind.LINES:
        painter.lines()
    else:
        painter.bars(lying=lying)
    painter.frame(lying=lying)
    painter.words(figure)
    return figure


class _Painter:
    def __init__(self, chart: Chart, letters: Letters, ink: str, axes: Axes) -> None:
        self._chart, self._letters, self._ink, self._axes = chart, letters, ink, axes
        everything = [chart.title, chart.unit, chart.note, *chart.labels, *(one.name for one in chart.series)]
        self._path = letters.path_for(letters.known("".join(everything)))

    def lines(self) -> None:
        """A line for each series, told apart by marks too; gaps stay gaps."""
        places = range(len(self._chart.labels))
        for number, one in enumerate(self._chart.series):
            values = [float("nan") if value is None else value for value in one.values]
            mark = _MARKERS[number % len(_MARKERS)] if len(places) <= _BARS_WITH_FIGURES else ""
            colour = COLOURS[number % len(COLOURS)]
            self._axes.plot(places, values, color=colour, marker=mark, markersize=4, linewidth=1.8, label=self._known(one.name))
        step = -(-len(places) // _LABELS_OF_LINES)
        shown = list(places)[::step]
        self._axes.set_xticks(shown, [self._label(self._chart.labels[place]) for place in shown])

    def bars(self, *, lying: bool) -> None:
        """Bars of each series side by side, with their figures where they have room."""
        count, places = len(self._chart.series), range(len(self._chart.labels))
        thick = 0.76 / count
        for number, one in enumerate(self._chart.series):
            at = [place + (number - (count - 1) / 2) * thick for place in places]
            values = [value or 0 for value in one.values]
            colour, name = COLOURS[number % len(COLOURS)], self._known(one.name)
            if lying:
                drawn = self._axes.barh(at, values, height=thick, color=colour, label=name)
            else:
                drawn = self._axes.bar(at, values, width=thick, color=colour, label=name)
            if count * len(places) <= (_BARS_WITH_FIGURES if lying else _BARS_WITH_FIGURES // 2):
                said = ["" if value is None else figure_words(value) for value in one.values]
                self._axes.bar_label(drawn, said, padding=2, color=self._ink, fontproperties=self._font(7.5))
        labels = [self._label(label) for label in self._chart.labels]
        if lying:
            self._axes.set_yticks(places, labels)
            self._axes.invert_yaxis()
            self._axes.margins(x=0.1)
        else:
            self._axes.set_xticks(places, labels)
            self._axes.margins(y=0.1)

    def frame(self, *, lying: bool) -> None:
        """Quiet lines across, whole figures where there are only such."""
        axes, along = self._axes, self._axes.xaxis if lying else self._axes.yaxis
        for side in ("top", "right", "left" if not lying else "bottom"):
            axes.spines[side].set_visible(False)
        for side in ("left", "bottom"):
            axes.spines[side].set_color(self._ink)
        whole = all(value is None or value == int(value) for one in self._chart.series for value in one.values)
        along.set_major_locator(MaxNLocator(nbins=5, integer=whole))
        along.set_major_formatter(FuncFormatter(lambda value, _: figure_words(value)))
        axes.grid(axis="x" if lying else "y", color=COLOURS[-1], alpha=0.28, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.tick_params(colors=self._ink, length=0)
        if self._chart.kind is ChartKind.LINES and not _is_signed(self._chart):
            axes.set_ylim(bottom=0)
        for tick in (*axes.get_xticklabels(), *axes.get_yticklabels()):
            tick.set(fontproperties=self._font(8), color=self._ink, parse_math=False)

    def words(self, figure: Figure) -> None:
        """Title with the unit, the names of series where there are several, the note below."""
        chart = self._chart
        title = f"{chart.title} ({chart.unit})" if chart.unit else chart.title
        made = figure.suptitle(_wrapped(self._known(title), 44), x=0.02, ha="left", color=self._ink, fontproperties=self._font(11))
        made.set_parse_math(False)
        if len(chart.series) > 1:
            legend = self._axes.legend(frameon=False, labelcolor=self._ink, prop=self._font(8), ncols=3, loc="best")
            for text in legend.get_texts():
                text.set_parse_math(False)
        if chart.note:
            note = figure.supxlabel(
                _wrapped(self._known(chart.note), 72), x=0.02, ha="left", color=self._ink, fontproperties=self._font(7.5)
            )
            note.set_parse_math(False)

    def _font(self, size: float) -> FontProperties:
        return FontProperties(fname=self._path, size=size)

    def _known(self, text: str) -> str:
        return self._letters.known(text)

    def _label(self, text: str) -> str:
        known = self._known(text)
        while _breadth(known) > _LONGEST_LABEL:
            known = f"{known.rstrip('…')[:-1]}…"
        return known


def _breadth(text: str) -> int:
    """Width in half-width letters."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _is_lying(labels: Sequence[str]) -> bool:
    """Whether the labels don't find room side by side."""
    return sum(min(_breadth(label), _LONGEST_LABEL) + 2 for label in labels) > _ROOM


def _is_signed(chart: Chart) -> bool:
    return any(value is not None and value < 0 for one in chart.series for value in one.values)


def _wrapped(text: str, most: int) -> str:
    """Broken into lines of ``most`` half-width letters, between words where there are some."""
    lines = [""]
    for char in text:
        if char == "\n" or _breadth(lines[-1]) >= most:
            left, gap, carried = lines[-1].rpartition(" ") if char not in "\n " and " " in lines[-1][-12:] else (lines[-1], "", "")
            lines[-1] = left if gap else lines[-1]
            lines.append(carried)
        lines[-1] += "" if char == "\n" else char
    return "\n".join(line.strip() for line in lines)
