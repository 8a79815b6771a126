"""Delivers the outbox: claims letters, tells them where they reach their readers, writes down what came of it."""

from bot.push.push import Push, Reminding
from bot.push.teller import Journal, Said, Speaker, Teller, show

__all__ = ["Journal", "Push", "Reminding", "Said", "Speaker", "Teller", "show"]
