"""What a page says when it is over: what a form led to, why a page is of no use, and what is wrong with what arrived."""

from collections.abc import Mapping

from core.model.reasons import Reason
from core.services.accounts import Outcome
from locales.words import T

GONE: Mapping[Reason, int] = {
    Reason.PAGE_UNKNOWN: 404,
    Reason.PAGE_USED: 410,
    Reason.PAGE_EXPIRED: 410,
    Reason.STEP_OUT_OF_ORDER: 409,
    Reason.CHAT_BOUND_TO_OTHER: 409,
    Reason.NO_EXAM_OPEN: 409,
    Reason.NOT_LOGGED_IN: 409,
    Reason.QUESTIONS_NOT_SET: 409,
    Reason.ALREADY_CONFIRMED: 409,
}
DONE: Mapping[Outcome, tuple[str, str]] = {
    Outcome.CODE: (
        T("The bank has confirmed your identity"),
        T("A code is on its way to your phone. Go back to the chat and type it there; that completes the registration."),
    ),
    Outcome.LOGGED_IN: (T("You are logged in"), T("Go back to the chat and go on there.")),
    Outcome.RECOVERY: (
        T("Thank you"),
        T("If these data belong to an account, a code is on its way to its registered phone. Type it in the chat."),
    ),
    Outcome.OLD_USERNAME: (T("This username is from before the unified platform"), T("Go back to the chat: it shows the ways on.")),
    Outcome.PASSWORD_WAYS: (T("Thank you"), T("Go back to the chat and choose how to show that it is you.")),
    Outcome.PASSWORD_CODE: (T("Thank you"), T("A code is on its way to this phone. Type it in the chat.")),
    Outcome.PASSWORD_RESET: (T("The new password is set"), T("Go back to the chat and log in with it.")),
    Outcome.BACK_TO_USERNAME: (
        T("The bank has confirmed this phone"),
        T("If there is an account of this document, it has this phone now. Go back to the chat and recover your username."),
    ),
    Outcome.BACK_TO_PASSWORD: (
        T("The bank has confirmed this phone"),
        T("If there is an account of this document, it has this phone now. Go back to the chat and recover your password."),
    ),
    Outcome.FACE: (
        T("Face check"),
        T("Scan the code with your phone, or open the link there. The result comes into the chat by itself."),
    ),
    Outcome.CHANGED: (T("It is changed"), T("Go back to the chat and go on there.")),
    Outcome.WAITING: (
        T("The bank doesn't answer right now"),
        T("What you typed is kept encrypted for a while and I keep asking the bank. You will hear the result in the chat."),
    ),
}
PLAIN: Mapping[int, tuple[str, str]] = {
    400: (T("This didn't arrive whole"), T("Nothing was changed. Please go back and send the form again.")),
    403: (T("This form came from another site"), T("Nothing was changed. Please open the page with the button in your chat.")),
    413: (T("That is too much"), T("Nothing was changed. Please go back and type only what the form asks for.")),
    415: (T("This didn't arrive as a form"), T("Nothing was changed. Please go back and send the form again.")),
    503: (T("That didn't work right now"), T("Nothing is lost. Please go back and send the form again in a moment.")),
}
