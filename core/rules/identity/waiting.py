"""How long what was typed is kept while the bank doesn't answer, and when it is asked again (指南 二(一)3)."""

from datetime import timedelta

KEPT_FOR = timedelta(hours=2)
_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(minutes=15)
_DOUBLINGS = 5


def next_pause(tries: int) -> timedelta:
    """The pause after the ``tries``-th question without an answer; it doubles up to a quarter of an hour."""
    return min(_FIRST_PAUSE * (1 << min(max(tries - 1, 0), _DOUBLINGS)), _LONGEST_PAUSE)
