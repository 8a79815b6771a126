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
CODES_OF_ADDRESS_A_DAY = Allowance(10, timedelta(days=1))
IDENTITIES_A_DAY = Allowance(30, timedelta(days=1))
BANK_CHECKS_A_DAY = Allowance(10, timedelta(days=1))
RECOVERIES_A_DAY = Allowance(10, timedelta(days=1))
CAPTCHAS_AN_HOUR = Allowance(60, timedelta(hours=1))
FAILURES_FORGOTTEN_AFTER = timedelta(hours=12)
FAILURES_OF_CHAT, FAILURES_OF_ADDRESS = 1, 10
FACES_A_DAY = Allowance(10, timedelta(days=1))

LOGIN_FORGOTTEN_AFTER = timedelta(days=1)
_FREE_TRIES = 5
_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(minutes=15)
_DOUBLINGS = 10


def login_pause(tries: int) -> timedelta:
    """How long to wait after the ``tries``-th failed log-in in a row; it doubles and never exceeds a quarter of an hour.

    The cap keeps a stranger's guessing from locking the owner out for long on the last day of an exam.
    """
    if tries < _FREE_TRIES:
        return timedelta(0)
    return min(_FIRST_PAUSE * (1 << min(tries - _FREE_TRIES, _DOUBLINGS)), _LONGEST_PAUSE)
