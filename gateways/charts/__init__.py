"""Charts for chats and pages, and positions side by side: the ports ``Charts`` and ``ComparisonPainter``."""

from gateways.charts.comparing import Painting
from gateways.charts.drawing import Drawing

__all__ = ["Drawing", "Painting"]
