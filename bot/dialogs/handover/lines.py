"""Lines about a case and its desk: when somebody is there, what can be done meanwhile, how the case stands."""

from collections.abc import Sequence
from datetime import tzinfo

from markupsafe import Markup

from bot.dialogs.home.getters import deadline, step_words
from bot.dialogs.trouble.lines import state_line
from core.model.exam import Desk
from core.model.tickets import Author, CaseState, Line
from core.rules.desks import DeskPhase, DeskState
from core.services.applications import Home
from core.services.tickets import Standing
from locales.words import T, Words

_SHOWN = 160


def hours_line(desk: Desk, state: DeskState, words: Words, zone: tzinfo) -> str:
    """Whether somebody is there now; what to expect."""
    if state.phase is DeskPhase.OPEN and desk.answer_minutes is not None:
        return words(T("People are there now and answer within {minutes} minutes, as a rule."), minutes=desk.answer_minutes)
    if state.phase is DeskPhase.CLOSED and state.at is not None:
        at = words.moment(state.at, zone)
        return words(T("Nobody is there now. People answer again from {at}; you can leave your question already."), at=at)
    return state_line(state, words, zone)


def meanwhile_line(seen: Home, state: DeskState, words: Words, zone: tzinfo) -> str:
    """What needn't wait until the desk opens: the next step, with its deadline. Empty while somebody is there."""
    step = step_words(seen, words)["step"]
    if state.phase is DeskPhase.OPEN or not step:
        return ""
    lines = [words(T("Meanwhile you can go on yourself:")), step, deadline(seen, words, zone)]
    return "\n".join(line for line in lines if line)


def standing_line(standing: Standing, words: Words, zone: tzinfo) -> str:
    """Who has the case, or when somebody will."""
    case, state = standing.ticket, standing.desk_state
    if case.state is CaseState.WAITING:
        return words(T("{name} has answered. If something is left, write it here."), name=case.claimed_name or "")
    if case.claimed_name is not None:
        return words(T("{name} has your case and answers here."), name=case.claimed_name)
    if case.answer_due_at is not None:
        return words(T("You get an answer here, by {at} at the latest."), at=words.moment(case.answer_due_at, zone))
    if state is not None and state.phase is DeskPhase.CLOSED and state.at is not None:
        return words(T("Nobody is there now. You get an answer here after {at}."), at=words.moment(state.at, zone))
    return words(T("Everything is noted. You get an answer here."))


def quiet_line(standing: Standing, words: Words) -> str:
    """Who hears what is typed now."""
    if standing.is_quiet:
        return words(
            T("What you write goes to the person, and I keep quiet until you press “Back to the assistant”. Buttons still work.")
        )
    return words(T("Until somebody is there I go on answering. What you write in this window is added to the case."))


def said_lines(lines: Sequence[Line], words: Words) -> Markup:
    """The last lines of both sides, shortened."""
    who = [words(T("{what}:"), what=_who(line, words)) for line in lines]
    told = [Markup("<b>{}</b> {}").format(name, _short(line, words)) for name, line in zip(who, lines, strict=True)]
    return Markup("\n").join(told)


def _who(line: Line, words: Words) -> str:
    return line.name or "" if line.author is Author.STAFF else words(T("You"))


def _short(line: Line, words: Words) -> str:
    text = line.text or (words(T("(file)")) if line.file else "")
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
