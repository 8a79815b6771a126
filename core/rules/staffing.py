"""Which role may do what at the console: one table. And how long a log-in lasts."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from core.model.staff import Right, Role
from core.rules.identity.throttling import Allowance

_ALL = frozenset(Role)
ROLES_OF: Mapping[Right, frozenset[Role]] = {
    Right.OWN_PROFILE: _ALL,
    Right.CASES: frozenset({Role.AGENT, Role.SUPERVISOR}),
    Right.CASES_OF_OTHERS: frozenset({Role.SUPERVISOR}),
    Right.CANDIDATES: frozenset({Role.AGENT, Role.SUPERVISOR, Role.FINANCE, Role.OPERATOR}),
    Right.FULL_IDENTITY: frozenset({Role.AGENT, Role.SUPERVISOR}),
    Right.MONEY: frozenset({Role.FINANCE, Role.AUDITOR}),
    Right.MONEY_DECIDE: frozenset({Role.FINANCE}),
    Right.REPLIES: frozenset({Role.SUPERVISOR}),
    Right.OVERVIEW: frozenset({Role.SUPERVISOR}),
    Right.EXAM: frozenset({Role.OPERATOR, Role.SUPERVISOR, Role.AUDITOR}),
    Right.EXAM_CHANGE: frozenset({Role.OPERATOR}),
    Right.ANSWERS: frozenset({Role.SUPERVISOR, Role.OPERATOR}),
    Right.AUDIT: frozenset({Role.AUDITOR}),
}
"""Money and personal data are kept apart: whoever decides on refunds sees no identity in full, whoever checks changes nothing."""

IDLE = timedelta(minutes=30)
"""Nothing was asked for this long: the log-in is over."""
LONGEST = timedelta(hours=10)
"""A shift; then one logs in anew, however busy."""
FROM_ADDRESS = Allowance(60, timedelta(minutes=15))
"""Log-ins tried from one address: an office behind one address is many people, a guesser is one."""
SEEN_EVERY = timedelta(minutes=1)
OIDC_MINUTES = timedelta(minutes=10)
SHORTEST_REASON = 4
"""Characters of the reason for which an identity is shown in full."""


def may(roles: Iterable[Role], right: Right) -> bool:
    """Whether somebody with these roles may do that."""
    return not ROLES_OF[right].isdisjoint(roles)


def rights_of(roles: Iterable[Role]) -> frozenset[Right]:
    """Everything that these roles may do."""
    held = frozenset(roles)
    return frozenset(right for right in Right if may(held, right))


def is_over(seen_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether a log-in has ended: the shift is over, or nothing was asked for too long."""
    return now >= ends_at or now - seen_at >= IDLE


def code_steps(used: Iterable[int], present: int) -> tuple[int, ...]:
    """The steps whose one-time code counts now: the present one and its neighbours, each only once."""
    taken = frozenset(used)
    return tuple(step for step in (present, present - 1, present + 1) if step not in taken)
