"""Draws charts with matplotlib: PNG for chats on a card of its own, SVG for pages in the colours of the page around it.

One thread draws, one chart after the other: the library isn't made for several, and no chart is in a hurry. Nothing of its global
state is touched but inside that thread.
"""

import asyncio
import io
import re
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from hashlib import blake2b
from html import escape
from typing import TYPE_CHECKING

from core.model.charts import Chart, alternative_text
from core.ports import ChartForm
from gateways.charts.letters import Letters

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_WEIGHT = 400
_PNG_DPI = 200
_CARD = "#ffffff"
_INK = "#1f2328"
_SVG_OPEN = re.compile(r"<svg\b")
_SVG_NAMES = re.compile(r'(\bid="|href="#|url\(#)')
_IN_DARK = "#e6edf3"
_THEME = f"<style>.kaoban-chart{{color:{_INK}}}@media (prefers-color-scheme:dark){{.kaoban-chart{{color:{_IN_DARK}}}}}</style>"


class Drawing:
    """The port ``Charts``. One for each process; ``close`` it at the end."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="charts")

    async def draw(self, chart: Chart, *, form: ChartForm) -> bytes:
        """The picture; the same chart gives the same bytes. The first one loads the library: half a second."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._draw, chart, form)

    def close(self) -> None:
        """Let the thread go once the chart under way is done."""
        self._pool.shutdown()
        if "_letters" in self.__dict__:
            self._letters.close()

    @cached_property
    def _letters(self) -> Letters:
        return Letters(_WEIGHT)

    def _draw(self, chart: Chart, form: ChartForm) -> bytes:
        from gateways.charts.figure import figure_of

        figure = figure_of(chart, self._letters, _INK)
        return _png(figure) if form == "png" else _svg(figure, chart)


def _png(figure: "Figure") -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    out = io.BytesIO()
    FigureCanvasAgg(figure)
    figure.savefig(out, format="png", dpi=_PNG_DPI, facecolor=_CARD, metadata={"Software": None})
    return out.getvalue()


def _svg(figure: "Figure", chart: Chart) -> bytes:
    """Letters as outlines, so that every reader has them; ink is the colour of the text around, in dark pages a light one.

    Names inside are the chart's own: several charts in one page would draw each other's letters.
    """
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    out = io.StringIO()
    FigureCanvasSVG(figure)
    with rc_context({"svg.hashsalt": "kaoban", "svg.fonttype": "path"}):
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    drawn = out.getvalue()
    start = _SVG_OPEN.search(drawn)
    assert start is not None
    own = blake2b(repr(chart).encode(), digest_size=4).hexdigest()
    body = _SVG_NAMES.sub(rf"\g<1>c{own}-", drawn[start.end() :].replace(_INK, "currentColor"))
    head, _, rest = body.partition(">")
    described = f"<title>{escape(chart.title)}</title><desc>{escape(alternative_text(chart))}</desc>"
    return f'<svg class="kaoban-chart" role="img" aria-label="{escape(chart.title)}"{head}>{described}{_THEME}{rest}'.encode()
