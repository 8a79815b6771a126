"""Words of a pack in every language, and the parts of the way that they lead to."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

DEFAULT_LOCALE = "zh_CN"


@dataclass(frozen=True, slots=True)
class Text:
    """Words of the pack by locale (``zh_CN``, ``zh_TW``, ``en``); ``zh_CN`` is always there and is the binding one."""

    by_locale: Mapping[str, str]

    def in_(self, locale: str) -> str:
        """The words in ``locale``, else in the binding language."""
        return self.by_locale.get(locale) or self.by_locale[DEFAULT_LOCALE]


class Target(StrEnum):
    """The part of the way that an answer or a reminder leads to."""

    HOME = "home"
    ACCOUNT = "account"
    REGISTER = "register"
    LOGIN = "login"
    RECOVER = "recover"
    EXAMS = "exams"
    FORM = "form"
    PHOTO = "photo"
    POSITION = "position"
    CONFIRM = "confirm"
    PAY = "pay"
    DOCUMENTS = "documents"
    DESKS = "desks"
