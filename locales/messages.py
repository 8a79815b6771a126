"""Short messages to phones: one code or one name each, and what not to do with it."""

from collections.abc import Mapping

from core.model.account import Change
from core.model.proofs import SmsKind, SmsText
from locales.words import T, words_in

_CHANGES: Mapping[Change, str] = {
    Change.PASSWORD: T("[Kaoban] The password of your account was changed. If it wasn't you, please recover it at once."),
    Change.QUESTIONS: T("[Kaoban] The security questions of your account were set anew. If it wasn't you, please call the desk."),
    Change.NAME: T("[Kaoban] The name in your account was changed, as the bank has it. If it wasn't you, please call the desk."),
    Change.PHONE: T("[Kaoban] Your account has another phone now, proved by the bank. If it wasn't you, please call the desk."),
    Change.CARD: T("[Kaoban] Your account has another bank card now, proved by the bank. If it wasn't you, please call the desk."),
}


class ShortMessages:
    """Writes short messages in the reader's language."""

    def code(self, locale: str, code: str, minutes: int) -> str:
        """The message that carries a code."""
        said = T("[Kaoban] Your code is {code}, valid for {minutes} minutes. Never pass it on.")
        return SmsText(words_in(locale)(said, code=code, minutes=minutes), SmsKind.CODE, code=code, minutes=str(minutes))

    def username(self, locale: str, username: str) -> str:
        """The message that carries a username."""
        said = T("[Kaoban] Your username is {username}.")
        return SmsText(words_in(locale)(said, username=username), SmsKind.USERNAME, username=username)

    def changed(self, locale: str, change: Change) -> str:
        """The message that tells what was changed in an account."""
        return SmsText(words_in(locale)(_CHANGES[change]), SmsKind.CHANGED, change=change.value)

    def letter(self, locale: str, url: str) -> str:
        """The message that stands in for a letter that no chat took."""
        said = T("[Kaoban] Your exam registration needs a step of yours soon. Please look into your chat: {url}")
        return SmsText(words_in(locale)(said, url=url), SmsKind.LETTER, url=url)
