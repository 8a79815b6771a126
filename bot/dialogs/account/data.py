"""How far a registration has come, in words, and how a typed code is read."""

from collections.abc import Mapping

from core.model.account import PagePurpose, RegistrationStage
from locales.words import T

STAGES: Mapping[RegistrationStage, str] = {
    RegistrationStage.LOGIN_DATA: T("Step 1 of 3: choose a username and a password."),
    RegistrationStage.IDENTITY_DATA: T("Step 2 of 3: name and ID document."),
    RegistrationStage.BANK_DATA: T("Step 3 of 3: bank card and the phone the bank knows."),
    RegistrationStage.CODE: T("Almost done: only the code from the text message is missing."),
}

PAGES: Mapping[RegistrationStage, PagePurpose] = {
    RegistrationStage.LOGIN_DATA: PagePurpose.REGISTER_LOGIN,
    RegistrationStage.IDENTITY_DATA: PagePurpose.REGISTER_IDENTITY,
    RegistrationStage.BANK_DATA: PagePurpose.REGISTER_BANK,
}

CODE_LENGTH = 6


def read_code(typed: str) -> str:
    """The digits of a code as people type it: in any width, with blanks or dashes."""
    return "".join(str(int(character)) for character in typed[:40] if character.isdecimal())
