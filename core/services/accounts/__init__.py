"""Real-name accounts: one-time pages, registration, log-in, recovery of the username (指南 一, 二)."""

from core.rules.identity.identities import TypedIdentity
from core.services.accounts.accounts import Accounts
from core.services.accounts.keeping_secrets import TypedPassword
from core.services.accounts.maintaining import TypedChange
from core.services.accounts.means import Wording
from core.services.accounts.pages import Pages, SecurePage, Submission
from core.services.accounts.proving import TypedBank
from core.services.accounts.recovering import TypedPerson
from core.services.accounts.registering import TypedLogin
from core.services.accounts.replacing_phone import TypedPhone
from core.services.accounts.resetting import TypedOwner
from core.services.accounts.results import (
    CodeSent,
    FieldFaults,
    NameDoubts,
    Outcome,
    PageDone,
    Proved,
    Registered,
    RegistrationView,
    UsernameSent,
)

__all__ = [
    "Accounts",
    "CodeSent",
    "FieldFaults",
    "NameDoubts",
    "Outcome",
    "PageDone",
    "Pages",
    "Proved",
    "Registered",
    "RegistrationView",
    "SecurePage",
    "Submission",
    "TypedBank",
    "TypedChange",
    "TypedIdentity",
    "TypedLogin",
    "TypedOwner",
    "TypedPassword",
    "TypedPerson",
    "TypedPhone",
    "UsernameSent",
    "Wording",
]
