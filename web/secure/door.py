"""The door of pages on which somebody could guess: after the first failure characters are to be typed off a picture (指南 二(三)2).

It works without scripts, as sound too, and asks nobody who hasn't failed yet. A recovery that is begun counts like a failure,
because it makes somebody else's phone ring before anything is proved.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from fastapi import Request

from core.model.account import PagePurpose
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.services.accounts import FieldFaults, NameDoubts, PageDone, SecurePage
from core.services.accounts.captchas import Captchas
from web.secure.ends import GONE

GUARDED = frozenset(
    {
        PagePurpose.LOGIN,
        PagePurpose.RECOVER_USERNAME,
        PagePurpose.RECOVER_PASSWORD,
        PagePurpose.RECOVER_BY_DOCUMENT,
        PagePurpose.RECOVER_BY_QUESTIONS,
        PagePurpose.REPLACE_PHONE,
        PagePurpose.FACE_FOR_USERNAME,
        PagePurpose.FACE_FOR_PASSWORD,
        PagePurpose.REGISTER_LOGIN,
        PagePurpose.REGISTER_IDENTITY,
        PagePurpose.REGISTER_BANK,
    }
)
_ASKING = frozenset({PagePurpose.RECOVER_USERNAME, PagePurpose.RECOVER_PASSWORD, PagePurpose.FACE_FOR_USERNAME})
_RECOGNISING = frozenset({PagePurpose.LOGIN, PagePurpose.RECOVER_BY_QUESTIONS, PagePurpose.REGISTER_BANK})
_ABOUT_USERNAME = frozenset({PagePurpose.LOGIN, PagePurpose.RECOVER_PASSWORD})
_TELLING = frozenset({Reason.USERNAME_TAKEN, Reason.DOCUMENT_USED, Reason.BANK_CARD_INVALID})
_TOKEN, _ANSWER = "captcha_token", "captcha_answer"
_LONGEST = 200


class Artist(Protocol):
    """Draws and speaks characters."""

    async def picture(self, text: str) -> bytes:
        """A PNG."""

    async def sound(self, text: str) -> bytes:
        """A WAV."""


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """What a form shows: a picture or a sound as an address that holds it, the token, and in the sandbox what it says."""

    token: str
    picture: str
    sound: str
    revealed: str


class Door:
    """Who has to type characters, and whether they were right.

    :param reveals: the sandbox says the characters beside the picture.
    """

    def __init__(self, captchas: Captchas, artist: Artist, *, reveals: bool = False) -> None:
        self._captchas = captchas
        self._artist = artist
        self._reveals = reveals

    async def stop(self, request: Request, page: SecurePage, form: Mapping[str, str], digest: str) -> Refused | None:
        """Why this form goes no further, ``None`` where it may; ``digest`` tells a form that is sent twice."""
        if not await self._is_closed(request, page, form):
            return None
        token, typed = form.get(_TOKEN, "")[:_LONGEST], form.get(_ANSWER, "")[:_LONGEST]
        return await self._captchas.judge(page.chat.id, token, typed, digest)

    async def _is_closed(self, request: Request, page: SecurePage, form: Mapping[str, str]) -> bool:
        return page.purpose in GUARDED and await self._captchas.is_needed(page.chat.id, address_of(request), _meant(page, form))

    async def note(
        self, request: Request, page: SecurePage, form: Mapping[str, str], answer: PageDone | FieldFaults | NameDoubts | Refused
    ) -> None:
        """Remember how a form ended."""
        if page.purpose not in GUARDED:
            return
        if _has_failed(page.purpose, answer):
            await self._captchas.note_failure(page.chat.id, address_of(request), _meant(page, form))
        elif isinstance(answer, PageDone) and page.purpose in _RECOGNISING:
            await self._captchas.note_success(page.chat.id, _meant(page, form))

    async def draw(self, request: Request, page: SecurePage, form: Mapping[str, str]) -> Shown | Refused | None:
        """What the form has to show now, filled in like this; ``None`` where nothing has to be typed."""
        is_asked_for = page.purpose in GUARDED and "captcha" in request.query_params
        if not is_asked_for and not await self._is_closed(request, page, form):
            return None
        made = await self._captchas.challenge(page.chat.id)
        if isinstance(made, Refused):
            return made
        revealed = made.text if self._reveals else ""
        if request.query_params.get("captcha") == "sound":
            return Shown(made.token, "", _inline("audio/wav", await self._artist.sound(made.text)), revealed)
        return Shown(made.token, _inline("image/png", await self._artist.picture(made.text)), "", revealed)


def address_of(request: Request) -> str:
    """Where the connection comes from; behind proxies that the operator trusts, where those say it does."""
    return request.client.host if request.client else ""


def _meant(page: SecurePage, form: Mapping[str, str]) -> str:
    """Whose log-in or recovery it is, each counted for itself; "" for forms that are about nobody's username yet."""
    username = form.get("username", "")[:_LONGEST].strip()
    return f"{page.purpose.value}:{username}" if username and page.purpose in _ABOUT_USERNAME else ""


def _has_failed(purpose: PagePurpose, answer: PageDone | FieldFaults | NameDoubts | Refused) -> bool:
    match answer:
        case PageDone():
            return purpose in _ASKING
        case FieldFaults(by_field):
            return any(refused.reason in _TELLING for refused in by_field.values())
        case NameDoubts():
            return False
        case Refused(reason):
            return reason not in GONE


def _inline(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
