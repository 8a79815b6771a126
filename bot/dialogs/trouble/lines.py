"""Desks with how they stand now, and the cut-off of help with registering, a line each."""

from datetime import tzinfo

from core.model.exam import Desk
from core.rules.desks import DeskPhase, DeskState
from core.services.accounts.troubles import Trouble
from locales.words import T, Words


def desk_lines(trouble: Trouble, words: Words, zone: tzinfo) -> str:
    """Whom to call and when; open or not is said first."""
    return "\n\n".join(_desk(desk, state, words, zone) for desk, state in trouble.desks)


def help_line(trouble: Trouble, words: Words, zone: tzinfo) -> str:
    """Until when there is help with registering, or that this is over (指南 二(一)6)."""
    window = trouble.help_until
    if window is None or window.closes_at is None:
        return ""
    at, clause = words.moment(window.closes_at, zone), window.clause or ""
    if trouble.is_help_over:
        return words(T("Help with registering ended on {at} ({clause}). The desks may still answer."), at=at, clause=clause)
    return words(T("Whoever can't register has to call or write before {at} ({clause})."), at=at, clause=clause)


def _desk(desk: Desk, state: DeskState, words: Words, zone: tzinfo) -> str:
    hours = ", ".join(f"{span.opens:%H:%M}-{span.closes:%H:%M}" for span in desk.hours)
    reach = " · ".join(one for one in (desk.phone, desk.mail) if one)
    when = words(T("working days {hours}"), hours=hours) if desk.working_days else hours
    return "\n".join(
        line for line in (words.text(desk.name), reach, when, state_line(state, words, zone), f"（{desk.clause}）") if line
    )


def state_line(state: DeskState, words: Words, zone: tzinfo) -> str:
    """How a desk stands now."""
    at = words.moment(state.at, zone) if state.at else ""
    match state.phase:
        case DeskPhase.OPEN:
            return words(T("Open now, until {at}"), at=at)
        case DeskPhase.CLOSED:
            return words(T("Closed now; opens {at}"), at=at)
        case DeskPhase.OVER:
            return words(T("This desk's time is over."))
        case DeskPhase.CALENDAR_UNKNOWN:
            return words(T("I don't know the holidays of this year, so I can't say whether it is open now."))
