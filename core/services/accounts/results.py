"""What the use cases of accounts answer. A plain "no" is a ``Refused``; ``FieldFaults`` says it beside the fields of a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.model.account import RegistrationStage
from core.model.decisions import Refused
from core.rules.identity.mending import Note
from core.rules.identity.names import NameReading


class Outcome(StrEnum):
    """What a form led to: the next page of a registration, or the way back to the chat."""

    REGISTER_LOGIN = "register_login"
    REGISTER_IDENTITY = "register_identity"
    REGISTER_BANK = "register_bank"
    CODE = "code"
    LOGGED_IN = "logged_in"
    RECOVERY = "recovery"
    PASSWORD_WAYS = "password_ways"  # noqa: S105 - a word, not a secret
    PASSWORD_CODE = "password_code"  # noqa: S105
    RESET_PASSWORD = "reset_password"  # noqa: S105
    PASSWORD_RESET = "password_reset"  # noqa: S105
    BACK_TO_USERNAME = "back_to_username"
    BACK_TO_PASSWORD = "back_to_password"  # noqa: S105
    FACE = "face"
    CHANGED = "changed"
    WAITING = "waiting"
    OLD_USERNAME = "old_username"


@dataclass(frozen=True, slots=True)
class PageDone:
    """A form was taken, now or by its twin a moment ago.

    :param address: where to go next outside of this house, such as to the face check.
    :param warning: what to know beside it, such as that the code couldn't be sent; the form needn't be sent again for that.
    """

    chat_id: int
    outcome: Outcome
    warning: Refused | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class FieldFaults:
    """What is wrong with single fields, by their names in the form; ``notes`` were mended on the way, by field."""

    by_field: Mapping[str, Refused]
    notes: Mapping[str, Sequence[Note]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NameDoubts:
    """The name can be taken, yet something in it deserves a second look by the candidate."""

    reading: NameReading


@dataclass(frozen=True, slots=True)
class RegistrationView:
    """A registration under way, masked.

    :param notes: what to tell about the values taken last.
    :param asking_until: until when the bank is being asked again; what was typed for it is forgotten then.
    """

    stage: RegistrationStage
    masked_name: str | None
    masked_document: str | None
    masked_phone: str | None
    expires_at: datetime
    notes: Sequence[Note]
    asking_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class CodeSent:
    """A code is on its way; ``masked_phone`` is ``None`` where even that would tell too much."""

    masked_phone: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Registered:
    """The account exists and the chat is bound to it."""

    account_id: int


@dataclass(frozen=True, slots=True)
class UsernameSent:
    """The username went to the registered phone; it is never shown in a chat."""


@dataclass(frozen=True, slots=True)
class Proved:
    """The owner was recognised; a new password may be set."""
