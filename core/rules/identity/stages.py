"""How far a registration has come (指南 二(一)): computed from what it holds, and the page that gives what it needs next."""

from collections.abc import Mapping

from core.model.account import PagePurpose, RegistrationStage

_PAGES: Mapping[RegistrationStage, PagePurpose] = {
    RegistrationStage.LOGIN_DATA: PagePurpose.REGISTER_LOGIN,
    RegistrationStage.IDENTITY_DATA: PagePurpose.REGISTER_IDENTITY,
    RegistrationStage.BANK_DATA: PagePurpose.REGISTER_BANK,
}


def stage_of(*, has_login: bool, has_identity: bool, is_verified: bool) -> RegistrationStage:
    """The first thing that is still missing."""
    if not has_login:
        return RegistrationStage.LOGIN_DATA
    if not has_identity:
        return RegistrationStage.IDENTITY_DATA
    return RegistrationStage.CODE if is_verified else RegistrationStage.BANK_DATA


def page_for(stage: RegistrationStage) -> PagePurpose | None:
    """The page of a stage; a code is typed in the chat."""
    return _PAGES.get(stage)
