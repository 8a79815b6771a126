"""What may be changed: which page does it, and what to know before."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.model.account import Change, PagePurpose
from core.model.reasons import Reason
from locales.words import T


@dataclass(frozen=True, slots=True)
class Changing:
    """``change`` is what the candidate wants to change."""

    change: str = Change.PASSWORD.value


@dataclass(frozen=True, slots=True)
class Way:
    """The page of a change, what is said before it, and the reason whose clause it rests on."""

    page: PagePurpose
    sentence: str
    basis: Reason | None = None


NAMES: Mapping[Change, str] = {Change.NAME: T("Name"), Change.PHONE: T("Phone"), Change.CARD: T("Bank and card")}
"""What the bank is asked about, in words."""

WAYS: Mapping[Change, Way] = {
    Change.PASSWORD: Way(
        PagePurpose.CHANGE_PASSWORD,
        T("<b>Password</b>\nThe page asks for the present password and twice for the new one. Other chats are logged out by that."),
    ),
    Change.NAME: Way(
        PagePurpose.CHANGE_NAME,
        T(
            "<b>Name</b>\nTake your proof to the bank first and have the name changed there. Then type it on the page: the bank "
            "confirms it, and only then it changes here."
        ),
        Reason.BANK_FIRST,
    ),
    Change.PHONE: Way(
        PagePurpose.CHANGE_PHONE,
        T(
            "<b>Phone</b>\nHave the phone of your card changed at the bank first. Then type it on the page: the bank confirms it, "
            "and only then it changes here. Holders of a financial social-security card may also use a terminal."
        ),
        Reason.BANK_FIRST,
    ),
    Change.CARD: Way(
        PagePurpose.CHANGE_CARD,
        T("<b>Bank and card</b>\nThe new bank confirms that it is you, with the phone registered here."),
    ),
    Change.QUESTIONS: Way(
        PagePurpose.SET_QUESTIONS,
        T("<b>Security questions</b>\nThree questions and their answers let you set a new password even without your phone."),
    ),
}
