"""Charts for chats and pages: the port ``Charts``, drawn with matplotlib and the bundled CJK font."""

from gateways.charts.drawing import Drawing

__all__ = ["Drawing"]
