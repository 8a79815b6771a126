"""Reads what the panel, a test or a check sends to the sandbox world."""

from datetime import UTC, datetime, tzinfo
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from web.chat.problems import NotTaken, Problem

_EARLIEST, _LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(9998, 1, 1, tzinfo=UTC)


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class ClockWish(_Strict):
    """``now`` stops the clock there; ``run`` lets it run on, or stops it where it is."""

    now: str | int | float | None = None
    run: bool | None = None


class BankWish(_Strict):
    """What the bank is to answer, to whom, how often; ``forget`` drops every rule first."""

    answer: (
        Literal[
            "match",
            "mismatch",
            "name_differs",
            "document_differs",
            "phone_differs",
            "card_invalid",
            "retry",
            "unreachable",
            "slow",
        ]
        | None
    ) = None
    name: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    card: Annotated[str, Field(pattern=r"^[0-9 ]{4,32}$")] | None = None
    times: Annotated[int, Field(ge=1, le=1000)] | None = None
    forget: bool = False


_CLOCK, _BANK = TypeAdapter(ClockWish), TypeAdapter(BankWish)


def clock_wish(body: object) -> ClockWish:
    """The wish in a JSON body. Raises ``NotTaken`` for anything else, and for one that wishes nothing."""
    try:
        wish = _CLOCK.validate_python(body)
    except ValidationError:
        raise NotTaken(Problem.NOT_UNDERSTOOD) from None
    if wish.now is None and wish.run is None:
        raise NotTaken(Problem.NOT_UNDERSTOOD)
    return wish


def bank_wish(body: object) -> BankWish:
    """The wish in a JSON body. Raises ``NotTaken``."""
    try:
        wish = _BANK.validate_python(body)
    except ValidationError:
        raise NotTaken(Problem.NOT_UNDERSTOOD) from None
    if wish.answer is None and not wish.forget:
        raise NotTaken(Problem.NOT_UNDERSTOOD)
    return wish


def instant(told: str | float, zone: tzinfo) -> datetime:
    """ISO 8601 or epoch seconds as an aware instant; an ISO time without offset is told in ``zone``. Raises ``NotTaken``."""
    try:
        at = _from_iso(told, zone) if isinstance(told, str) else datetime.fromtimestamp(told, UTC)
        utc = at.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise NotTaken(Problem.NOT_UNDERSTOOD) from None
    if not _EARLIEST <= utc <= _LATEST:
        raise NotTaken(Problem.NOT_UNDERSTOOD)
    return utc


def _from_iso(told: str, zone: tzinfo) -> datetime:
    at = datetime.fromisoformat(told.strip())
    return at if at.tzinfo is not None else at.replace(tzinfo=zone)
