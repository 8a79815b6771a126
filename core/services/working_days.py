"""Working days of mainland China: holidays and make-up Saturdays as announced, known for a span of years only."""

from datetime import date

import chinese_calendar


def is_working_day(day: date) -> bool | None:
    """Whether offices work that day; ``None`` where the calendar of that year isn't known."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
