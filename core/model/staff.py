"""Those who work for an exam office: who they are, what they may do, and how long a log-in lasts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """A hat somebody wears; one person may wear several."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    FINANCE = "finance"
    OPERATOR = "operator"
    AUDITOR = "auditor"


class Right(StrEnum):
    """One thing that can be done at the console; which roles may is ``core.rules.staffing``'s one table."""

    OWN_PROFILE = "own_profile"
    CASES = "cases"
    CASES_OF_OTHERS = "cases_of_others"
    CANDIDATES = "candidates"
    FULL_IDENTITY = "full_identity"
    MONEY = "money"
    MONEY_DECIDE = "money_decide"
    REPLIES = "replies"
    OVERVIEW = "overview"
    EXAM = "exam"
    EXAM_CHANGE = "exam_change"
    ANSWERS = "answers"
    AUDIT = "audit"


class LoginWay(StrEnum):
    """How somebody came in."""

    PASSWORD = "password"  # noqa: S105 - the name of a way
    OIDC = "oidc"


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff, without any secret.

    :ivar is_one_time: the password was given out and must be changed before anything else.
    :ivar oidc_subject: who this is at the identity provider, ``None`` where nobody was tied.
    """

    id: int
    login: str
    name: str
    roles: frozenset[Role]
    is_one_time: bool
    oidc_subject: str | None
    created_at: datetime
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Shift:
    """A log-in that still counts: who works, since when, and until when at the latest."""

    staff: Staff
    begun_at: datetime
    ends_at: datetime
    way: LoginWay


@dataclass(frozen=True, slots=True)
class Issued:
    """What a new or reset account is told once and never again."""

    login: str
    password: str
    totp_secret: str
    totp_uri: str
