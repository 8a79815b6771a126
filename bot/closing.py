"""When a window closes, in words: an instant that the notice doesn't name is marked as the announcement's to decide."""

from datetime import datetime, tzinfo

from core.model.exam import Window
from locales.words import T, Words


def closing_words(words: Words, window: Window, zone: tzinfo, now: datetime) -> dict[str, str]:
    """``until`` and ``left`` for a sentence; both empty where the window never closes."""
    if window.closes_at is None:
        return {"until": "", "left": ""}
    at = words.moment(window.closes_at, zone)
    until = words(T("{told} (the announcement decides)"), told=at) if window.assumed or window.closes_assumed else at
    return {"until": until, "left": words.left(window.closes_at - now)}
