"""Charts on pages: the picture, the same in words for those who can't see it, and the figures as a table below."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from core.model.charts import Chart, alternative_text, figure_words
from core.ports import Charts


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart as a template shows it."""

    chart: Chart
    picture: str
    alternative: str

    @property
    def rows(self) -> Sequence[tuple[str, list[str]]]:
        """Label and figures of each row of the table."""
        return [
            (label, [figure_words(value) if value is not None else "–" for value in values])
            for label, *values in zip(self.chart.labels, *(one.values for one in self.chart.series), strict=True)
        ]


async def figure(charts: Charts, chart: Chart) -> Figure:
    """The chart, drawn. It comes as an image of its own, so that its style is its own too."""
    drawn = await charts.draw(chart, form="svg")
    picture = f"data:image/svg+xml;base64,{base64.b64encode(drawn).decode()}"
    return Figure(chart, picture, alternative_text(chart))
