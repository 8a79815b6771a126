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
    Change.NAME: Way(
        PagePurpose.CHANGE_NAME,
        T(
            "<b>Name</b>\nTake your proof to the bank first and have the name changed there. Then type it on the page: the bank "
            "confirms it, and only then it changes here. (说明 三(三))"
        ),
    ),
    Change.PHONE: Way(
        PagePurpose.CHANGE_PHONE,
        T(
            "<b>Phone</b>\nHave the phone of your card changed at the bank first. Then type it on the page: the bank confirms it, "
            "and only then it changes here. Holders of a Shenzhen financial social-security card may also use a terminal. "
            "(说明 三(三))"
        ),
    ),
    Change.CARD: Way(
        PagePurpose.CHANGE_CARD,
        T("<b>Bank and card</b>\nThe new bank confirms that it is you, with the phone registered here. (指南 二(二))"),
    ),
    Change.QUESTIONS: Way(
        PagePurpose.SET_QUESTIONS,
        T("<b>Security questions</b>\nThree questions and their answers let you set a new password even without your phone."),
    ),
}
