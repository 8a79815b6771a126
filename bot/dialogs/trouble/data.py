"""The steps in words, and what stands on their buttons."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiogram.fsm.state import State

from bot.states import AccountSG, OwnerSG, PasswordSG
from core.rules.identity.playbook import Advice, Tried
from core.services.accounts.troubles import Whence
from locales.words import T

WHERE: Mapping[Whence, State] = {
    Whence.REGISTERING: AccountSG.register,
    Whence.MAINTAINING: OwnerSG.main,
    Whence.RECOVERING: PasswordSG.replace,
}
"""Where the bank can be asked again."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """A step: what to do, the button that says it is done (empty: there is none), and what that button tells."""

    sentence: str
    done: str = ""
    tells: Tried | None = None


STEPS: Mapping[Advice, Guidance] = {
    Advice.CHECK: Guidance(
        T(
            "<b>Step 1: compare</b>\nPlease compare with what the bank has: name, kind and number of the document, and the mobile "
            "number that the bank has for this card. If there is a slip, correct it and try again."
        ),
        T("I have compared, all is right"),
        Tried.CHECKED,
    ),
    Advice.ANOTHER_CARD: Guidance(
        T(
            "<b>Step 2: another card</b>\nThe bank may have another phone for this card. Please try a debit card of another "
            "bank of the list, with the phone that bank has."
        ),
        T("I have no other card"),
        Tried.NO_OTHER_CARD,
    ),
    Advice.COUNTER: Guidance(
        T(
            "<b>Step 3: the bank's counter</b>\nPlease go to a counter of the bank that issued the card. Bring your ID document, "
            "the card and your phone. Ask them to compare, and where needed to change: name, kind and number of the document, "
            "and the mobile number of the card. Rare characters in the name have to be the same here and there."
        ),
        T("I was at the bank"),
        Tried.COUNTER,
    ),
    Advice.TRY_AGAIN: Guidance(
        T("<b>Try again</b>\nYou were at the bank. Now please let the bank be asked once more, with that card.")
    ),
    Advice.DESK: Guidance(
        T(
            "<b>Step 4: technical support</b>\nAll that you can do yourself is done. Please call technical support and say that "
            "the bank has changed your data and still doesn't recognise you."
        )
    ),
}
