"""Letters of the outbox in words: what each kind tells a candidate, and where it moves the dialog."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiogram.fsm.state import State

from bot.states import AccountSG, FavouriteSG, HomeSG, OwnerSG, PasswordSG, TroubleSG
from core.model.account import PagePurpose
from core.model.proofs import FaceOutcome, FacePurpose
from core.services.accounts import Outcome
from core.services.accounts.faces import FACE_DONE
from core.store.queries.office import ANNOUNCEMENT
from core.store.queries.outbox import Letter
from locales.words import T, Words


@dataclass(frozen=True, slots=True)
class Wording:
    """``sentence`` has the letter's ``about`` as places. ``state`` opens afterwards; ``None`` shows the window again."""

    sentence: str
    state: State | None = None


WORDINGS: Mapping[str, Wording] = {
    "confirmed": Wording(T("✓ 报名信息提交成功. Your position {code} is confirmed. Next comes the payment."), HomeSG.main),
    "paid": Wording(T("✓ Received. Your payment has arrived, nothing more has to be paid. You are registered."), HomeSG.main),
    "payment_verifying": Wording(
        T(
            "The time for payment is over. I am asking the provider whether money has arrived. "
            "Please don't pay again; you will hear from me."
        ),
        HomeSG.main,
    ),
    "abandoned_unpaid": Wording(T("No payment had arrived by the deadline, so this application counts as given up."), HomeSG.main),
    "payment_again": Wording(
        T("The authority has given more time to pay. You can pay now; below you see until when."),
        HomeSG.main,
    ),
    "payment_late": Wording(
        T(
            "Your payment was made after the deadline, so it can't count. The money goes back by itself the way it came; "
            "you needn't do anything."
        )
    ),
    "payment_duplicate": Wording(
        T(
            "You have paid twice. The second payment goes back by itself the way it came, you needn't do anything; "
            "your registration stands."
        )
    ),
    "payment_review": Wording(T("A person is checking your payment. Please don't pay again; you will hear from me.")),
    "position_changed": Wording(
        T("The authority changed the position {code} that you chose ({columns}). Please look at it again.")
    ),
    "position_withdrawn": Wording(
        T("The position {code} that you chose isn't in the authority's newest table any more. Please ask the recruiting unit.")
    ),
    "position_changed_too": Wording(
        T(
            "The authority changed the position {code} that you chose ({columns}). Please look at it again. "
            "Positions you marked were changed as well: {codes}."
        )
    ),
    "position_withdrawn_too": Wording(
        T(
            "The position {code} that you chose isn't in the authority's newest table any more. Please ask the recruiting unit. "
            "Positions you marked were changed as well: {codes}."
        )
    ),
    "favourites_changed": Wording(
        T("The authority's newest table changed or dropped positions that you marked: {codes}. Please look at them again.")
    ),
    "favourites_closing": Wording(
        T("Registration closes in less than a day. You marked positions ({count}), but put none aside yet. Please choose one now."),
        FavouriteSG.main,
    ),
    ANNOUNCEMENT: Wording(""),  # the office's own words, by language
    "payment_refunded": Wording(T("The money was sent back to you.")),
    "bound_over": Wording(T("It has been a while, so you are logged out here. Nothing is lost: please log in again."), HomeSG.main),
    "logged_in_elsewhere": Wording(
        T("Your account was just logged in in another chat. If it wasn't you, change the password now: it logs the other chat out.")
    ),
    "old_username": Wording("", AccountSG.old_username),
    "bank_confirmed": Wording(T("The bank has answered now and confirmed your identity."), AccountSG.code),
    "bank_card_refused": Wording(
        T("The bank has answered now: this card is expired, lost or closed. Please use another card."), AccountSG.register
    ),
    "bank_gave_up": Wording(
        T("The bank still doesn't answer. What you typed for it is forgotten; your earlier steps are kept. Please try again."),
        AccountSG.register,
    ),
    "change_card_refused": Wording(
        T("The bank has answered now: this card is expired, lost or closed. Nothing was changed. Please use another card."),
        OwnerSG.main,
    ),
    "change_gave_up": Wording(
        T(
            "The bank didn't confirm your change in time. What you typed for it is forgotten and nothing was changed. "
            "Please try again."
        ),
        OwnerSG.main,
    ),
    "change_too_late": Wording(
        T(
            "The bank has confirmed your change now, but meanwhile a position was confirmed: "
            "nothing may change any more ({clause})."
        ),
        OwnerSG.main,
    ),
    "dead_phone_card_refused": Wording(
        T("The bank has answered now: this card is expired, lost or closed. Please use another card."), PasswordSG.replace
    ),
    "dead_phone_gave_up": Wording(
        T("The bank didn't confirm the new phone in time. What you typed for it is forgotten. Please try again."), AccountSG.main
    ),
    "bank_refused": Wording(
        T("人员姓名或证件名或证件号与银行登记不匹配. That can be mended: here is the next step."), TroubleSG.main
    ),
    "password_changed": Wording(T("The password of your account was changed. If it wasn't you, recover it at once.")),
    "password_changed_logged_out": Wording(
        T("The password of your account was changed elsewhere, so you are logged out here. If it wasn't you, recover it at once."),
        HomeSG.main,
    ),
    "name_changed": Wording(T("The name in your account was changed, as the bank has it. If it wasn't you, please call the desk.")),
    "phone_changed": Wording(T("Your account has another phone now, proved by the bank. If it wasn't you, please call the desk.")),
    "card_changed": Wording(T("Your account has another card now, proved by the bank. If it wasn't you, please call the desk.")),
    "questions_changed": Wording(T("The security questions of your account were set. If it wasn't you, change the password now.")),
}

PAGES: Mapping[PagePurpose, Wording] = {
    PagePurpose.REGISTER_LOGIN: Wording("", AccountSG.register),
    PagePurpose.REGISTER_IDENTITY: Wording("", AccountSG.register),
    PagePurpose.REGISTER_BANK: Wording("", AccountSG.code),
    PagePurpose.LOGIN: Wording(T("You are logged in."), HomeSG.main),
    PagePurpose.RECOVER_USERNAME: Wording("", AccountSG.recover_code),
    PagePurpose.RECOVER_PASSWORD: Wording("", PasswordSG.ways),
    PagePurpose.RECOVER_BY_DOCUMENT: Wording("", PasswordSG.code),
    PagePurpose.RECOVER_BY_QUESTIONS: Wording("", PasswordSG.reset),
    PagePurpose.FACE_FOR_USERNAME: Wording(""),
    PagePurpose.FACE_FOR_PASSWORD: Wording(""),
    PagePurpose.RESET_PASSWORD: Wording(T("Your new password is set. Please log in with it."), AccountSG.login),
    PagePurpose.CHANGE_PASSWORD: Wording("", AccountSG.main),
    PagePurpose.CHANGE_NAME: Wording("", AccountSG.main),
    PagePurpose.CHANGE_PHONE: Wording("", AccountSG.main),
    PagePurpose.CHANGE_CARD: Wording("", AccountSG.main),
    PagePurpose.SET_QUESTIONS: Wording("", AccountSG.main),
}


BY_HAND: Mapping[str, Wording] = {
    "payment_late": Wording(
        T(
            "Your payment was made after the deadline, so it can't count. The money isn't lost: the finance office sends it back "
            "by hand. That can take some weeks; I will tell you when it is done."
        )
    ),
    "payment_duplicate": Wording(
        T(
            "You have paid twice; your registration stands. The second payment isn't lost: the finance office sends it back by "
            "hand. That can take some weeks; I will tell you when it is done."
        )
    ),
}
"""What is told instead where money goes back by hand."""


OUTCOMES: Mapping[Outcome, Wording] = {
    Outcome.RESET_PASSWORD: Wording("", PasswordSG.reset),
    Outcome.FACE: Wording(""),
    Outcome.OLD_USERNAME: Wording("", AccountSG.old_username),
    Outcome.BACK_TO_USERNAME: Wording(
        T("The bank has confirmed this phone. If the document has an account, it has it now. Please recover your username."),
        AccountSG.recover,
    ),
    Outcome.BACK_TO_PASSWORD: Wording(
        T("The bank has confirmed this phone. If the document has an account, it has it now. Please go on recovering."),
        PasswordSG.ways,
    ),
}


WAITINGS: Mapping[PagePurpose, State] = {
    PagePurpose.REGISTER_BANK: AccountSG.register,
    PagePurpose.CHANGE_NAME: OwnerSG.main,
    PagePurpose.CHANGE_PHONE: OwnerSG.main,
    PagePurpose.CHANGE_CARD: OwnerSG.main,
    PagePurpose.REPLACE_PHONE: PasswordSG.replace,
}
"""Where one sees that the bank is still being asked."""


FACES: Mapping[tuple[FacePurpose, bool], Wording] = {
    (FacePurpose.RECOVER_USERNAME, True): Wording(T("The face check has passed."), AccountSG.recover_face),
    (FacePurpose.RECOVER_PASSWORD, True): Wording(T("The face check has passed."), PasswordSG.reset),
    (FacePurpose.RECOVER_USERNAME, False): Wording(
        T("The face check didn't pass. You can try again or take the other way."), AccountSG.recover
    ),
    (FacePurpose.RECOVER_PASSWORD, False): Wording(
        T("The face check didn't pass. You can try again or take another way."), PasswordSG.ways
    ),
}


def wording_of(letter: Letter) -> Wording | None:
    """What the letter says; ``None`` for a kind that isn't for candidates."""
    if letter.kind == "page_done":
        return _of_page(letter)
    if letter.kind in set(Outcome):
        return OUTCOMES.get(Outcome(letter.kind))
    if letter.about.get("refund") == "manual" and letter.kind in BY_HAND:
        return BY_HAND[letter.kind]
    if letter.kind == FACE_DONE:
        has_passed = letter.about["outcome"] == FaceOutcome.PASSED.value
        return FACES[FacePurpose(letter.about["purpose"]), has_passed]
    return WORDINGS.get(letter.kind)


def _of_page(letter: Letter) -> Wording | None:
    """What a form led to: said by its outcome, else by what the page was for."""
    purpose, outcome = PagePurpose(letter.about["purpose"]), letter.about.get("outcome")
    if outcome == Outcome.WAITING.value:
        said = T("The bank doesn't answer right now. You needn't do anything: I keep asking and tell you the result here.")
        return Wording(said, WAITINGS.get(purpose))
    by_outcome = OUTCOMES.get(Outcome(outcome)) if outcome is not None else None
    return by_outcome or PAGES.get(purpose)


def told(letter: Letter, wording: Wording, words: Words) -> str:
    """The sentence in the reader's language; empty where only the window moves on."""
    if letter.kind == ANNOUNCEMENT:
        return letter.about[words.locale]
    return words(wording.sentence).format(**letter.about) if wording.sentence else ""
