"""What may be changed: which page does it, and what to know before."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.model.account import Change, PagePurpose
from locales.words import T


@dataclass(frozen=True, slots=True)
class Changing:
    """``change`` is what the candidate wants to change."""

    change: str = Change.PASSWORD.value


@dataclass(frozen=True, slots=True)
class Way:
    """The page of a change, and what is said before it."""

    page: PagePurpose
    sentence: str


WAYS: Mapping[Change, Way] = {
    Change.PASSWORD: Way(
        PagePurpose.CHANGE_PASSWORD,
        T("<b>Password</b>\nThe page asks for the present password and twice for the new one. Other chats are logged out by that."),
    ),
    Change.QUESTIONS: Way(
        PagePurpose.SET_QUESTIONS,
        T("<b>Security questions</b>\nThree questions and their answers let you set a new password even without your phone."),
    ),
}
