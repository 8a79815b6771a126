"""Keeps within what Telegram allows: clocks, two lanes, and the middleware through which every call of the bot goes."""

from bot.pacing.clocks import Clocks, LocalClocks, Rates
from bot.pacing.lanes import in_lane
from bot.pacing.pacer import Pacer

__all__ = ["Clocks", "LocalClocks", "Pacer", "Rates", "in_lane"]
