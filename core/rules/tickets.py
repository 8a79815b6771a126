"""What may be done to a case, and by whom. One colleague holds it at a time; what is closed is reopened before it is answered."""

from core.model.decisions import ALLOWED, Decision, Refused
from core.model.reasons import Reason
from core.model.tickets import Agent, CaseState, Ticket

LONGEST_LINE = 3500
"""Of one message or note, in UTF-16 units as channels count: with what is put around it, it fits into one message everywhere."""
LONGEST_WORDS = 4096
"""Of one message of a candidate: what every channel lets somebody type at once."""
LARGEST_FILE = 10 * 1024 * 1024


def may_claim(case: Ticket, by: Agent) -> Decision:
    """Take a case: an open one, or one's own again; a supervisor also a colleague's."""
    return _holdable(case, by)


def may_reply(case: Ticket, by: Agent, text: str, *, has_file: bool = False, file_size: int = 0) -> Decision:
    """Answer the candidate: with words or a file, on a case that nobody else holds. An open one is taken with it."""
    said = may_say(text, has_file=has_file, file_size=file_size)
    return said if isinstance(said, Refused) else _holdable(case, by)


def may_say(text: str, *, has_file: bool = False, file_size: int = 0, longest: int = LONGEST_LINE) -> Decision:
    """Whether a line can be kept: something in it, not too long, its file not too large."""
    if not text.strip() and not has_file:
        return Refused(Reason.CASE_MESSAGE_EMPTY)
    if units(text) > longest:
        return Refused(Reason.CASE_MESSAGE_TOO_LONG, about=(str(longest),))
    if file_size > LARGEST_FILE:
        return Refused(Reason.CASE_FILE_TOO_LARGE, about=(str(LARGEST_FILE // 1024 // 1024),))
    return ALLOWED


def units(text: str) -> int:
    """How long a channel thinks a text is: in UTF-16 units, so that most emoji count twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def may_transfer(case: Ticket, by: Agent) -> Decision:
    """Pass a case on to another desk or colleague."""
    return _holdable(case, by)


def may_close(case: Ticket, by: Agent) -> Decision:
    """Close a case."""
    return _holdable(case, by)


def may_reopen(case: Ticket) -> Decision:
    """Open a closed case again."""
    return ALLOWED if case.state is CaseState.CLOSED else Refused(Reason.CASE_NOT_CLOSED)


def _holdable(case: Ticket, by: Agent) -> Decision:
    if case.state is CaseState.CLOSED:
        return Refused(Reason.CASE_CLOSED, at=case.closed_at)
    if case.claimed_by is not None and case.claimed_by != by.id and not by.may_override:
        return Refused(Reason.CASE_TAKEN, at=case.claimed_at, about=(case.claimed_name or "",))
    return ALLOWED
