"""The person and the chats bound to that person."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Gender(StrEnum):
    """As on the ID document."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a person is, by an ID document. ``name`` is the raw string as the bank holds it, never normalised."""

    name: str
    document_type: str
    document_number: str
    gender: Gender
    birth_on: date


@dataclass(frozen=True, slots=True)
class Account:
    """A verified account. Document number and phone are opened from their sealed form; never log one of these."""

    id: int
    username: str
    identity: Identity
    phone: str
    bank: str
    card_last4: str
    verified_at: datetime


@dataclass(frozen=True, slots=True)
class Chat:
    """One chat on one channel; bound to at most one account.

    :ivar heard_at: about when somebody spoke there last.
    :ivar unreachable_at: since when it refuses what the bot says.
    """

    id: int
    channel: str
    native_id: int
    locale: str
    account_id: int | None
    exam: str | None
    heard_at: datetime | None = None
    unreachable_at: datetime | None = None


class PagePurpose(StrEnum):
    """What a one-time secure page is for."""

    REGISTER_LOGIN = "register_login"
    REGISTER_IDENTITY = "register_identity"
    REGISTER_BANK = "register_bank"
    LOGIN = "login"
    RECOVER_USERNAME = "recover_username"
    RECOVER_PASSWORD = "recover_password"  # noqa: S105 - a word, not a secret
    RECOVER_BY_DOCUMENT = "recover_by_document"
    RECOVER_BY_QUESTIONS = "recover_by_questions"
    FACE_FOR_USERNAME = "face_for_username"
    FACE_FOR_PASSWORD = "face_for_password"  # noqa: S105
    RESET_PASSWORD = "reset_password"  # noqa: S105
    REPLACE_PHONE = "replace_phone"
    CHANGE_PASSWORD = "change_password"  # noqa: S105
    SET_QUESTIONS = "set_questions"
    CHANGE_NAME = "change_name"
    CHANGE_PHONE = "change_phone"
    CHANGE_CARD = "change_card"


class Change(StrEnum):
    """What of an account may change (指南 二(二)); document number, gender and birth date never do."""

    PASSWORD = "password"  # noqa: S105
    QUESTIONS = "questions"
    NAME = "name"
    PHONE = "phone"
    CARD = "card"


class RegistrationStage(StrEnum):
    """How far a registration has come: the next thing it needs."""

    LOGIN_DATA = "login_data"
    IDENTITY_DATA = "identity_data"
    BANK_DATA = "bank_data"
    CODE = "code"
