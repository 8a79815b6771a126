"""How often something may be tried: so many times in a span, or with a pause that grows with every failure."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Allowance:
    """At most ``limit`` times in ``span``, counted from the first of them."""

    limit: int
    span: timedelta


CODE_A_MINUTE = Allowance(1, timedelta(minutes=1))
CODES_A_DAY = Allowance(10, timedelta(days=1))
IDENTITIES_A_DAY = Allowance(30, timedelta(days=1))
USERNAMES_A_DAY = Allowance(60, timedelta(days=1))
BANK_CHECKS_A_DAY = Allowance(10, timedelta(days=1))
RECOVERIES_A_DAY = Allowance(10, timedelta(days=1))
CAPTCHAS_AN_HOUR = Allowance(60, timedelta(hours=1))
FACES_A_DAY = Allowance(10, timedelta(days=1))

# By address; behind one there may be a household or a campus, so an operator may multiply all of these.
CODES_OF_ADDRESS_A_DAY = Allowance(10, timedelta(days=1))
USERNAMES_OF_ADDRESS_A_DAY = Allowance(300, timedelta(days=1))
IDENTITIES_OF_ADDRESS_A_DAY = Allowance(100, timedelta(days=1))
BANK_CHECKS_OF_ADDRESS_A_DAY = Allowance(50, timedelta(days=1))

# So many failures ask for characters off a picture.
FAILURES_FORGOTTEN_AFTER = timedelta(hours=12)
FAILURES_OF_CHAT, FAILURES_OF_USERNAME, FAILURES_OF_ADDRESS = 1, 1, 10

# So many tries cost no pause.
TRIES_FORGOTTEN_AFTER = timedelta(days=1)
FREE_TRIES, FREE_TRIES_OF_ADDRESS = 5, 20
_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(minutes=15)
_DOUBLINGS = 10


def times(allowance: Allowance, factor: int) -> Allowance:
    """So many times the allowance."""
    return Allowance(allowance.limit * factor, allowance.span)


def pause_after(tries: int, free: int = FREE_TRIES) -> timedelta:
    """How long to wait after the ``tries``-th failure in a row; it doubles and never exceeds a quarter of an hour.

    The cap keeps a stranger's guessing from locking the owner out for long on the last day of an exam.
    """
    if tries < free:
        return timedelta(0)
    return min(_FIRST_PAUSE * (1 << min(tries - free, _DOUBLINGS)), _LONGEST_PAUSE)
