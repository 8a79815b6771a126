"""The staff's group in Telegram: a topic for each escalated case, kept up to date; what colleagues write there is heard.

Only escalated cases have one: a group takes twenty messages a minute. ``keeper`` posts, ``hearing`` listens, ``posts`` words it.
"""

from bot.group.hearing import StaffGroup
from bot.group.keeper import Keeper

__all__ = ["Keeper", "StaffGroup"]
