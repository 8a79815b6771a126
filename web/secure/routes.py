"""``GET, POST /secure/{token}``: plain forms that work without scripts, one step after the other.

A form that is taken leads on: to the next page of a registration with a token of its own, or back to the chat. A form that isn't is
shown again on the same page, with what was typed - never a password or a card number.
"""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect

from core.errors import KaobanError
from core.model.account import Chat, PagePurpose
from core.model.decisions import Refused
from core.services.accounts import Accounts, Outcome, PageDone, Pages, SecurePage, Submission
from core.services.web_chats import WebChats
from web.page import harden, locale_of
from web.secure.door import Door, address_of
from web.secure.form_body import NotAForm, read_form
from web.secure.guard import is_of_other_chat, is_sent_from_elsewhere
from web.secure.screens import Screens, plain_message
from web.secure.steps import STEPS, Answer, Fields, Step

log = structlog.get_logger()

_NEXT_PAGES = {
    Outcome.REGISTER_LOGIN: PagePurpose.REGISTER_LOGIN,
    Outcome.REGISTER_IDENTITY: PagePurpose.REGISTER_IDENTITY,
    Outcome.REGISTER_BANK: PagePurpose.REGISTER_BANK,
    Outcome.RESET_PASSWORD: PagePurpose.RESET_PASSWORD,
}


def chat_of_this_site(chat: Chat) -> str | None:
    """The address of a web chat; other channels have none here."""
    return "/" if chat.channel == "web" else None


def routes(
    pages: Pages,
    accounts: Accounts,
    chats: WebChats,
    *,
    public_url: str,
    chat_address: Callable[[Chat], str | None] = chat_of_this_site,
    door: Door | None = None,
    noted: Callable[[int, Refused], Awaitable[None]] | None = None,
) -> APIRouter:
    """The pages.

    :param chat_address: where "back to the chat" leads; ``None`` shows no link.
    :param door: asks those who have failed for characters off a picture; ``None`` asks nobody.
    :param noted: is told of each refusal and its chat, for the card of a case.
    """
    desk = _Desk(pages, accounts, chats, public_url, Screens(accounts, chat_address, door), door, noted)
    router = APIRouter(route_class=SecureRoute)

    @router.get("/secure/{token}")
    async def show(request: Request, token: str) -> Response:
        return await desk.show(request, token)

    @router.post("/secure/{token}")
    async def take(request: Request, token: str) -> Response:
        return await desk.take(request, token)

    return router


class SecureRoute(APIRoute):
    """A route whose failures are pages in the reader's language, never a stack trace."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler FastAPI made, with our failures around it."""
        handle = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await handle(request)
            except NotAForm as error:
                return plain_message(request, locale_of(request), error.status)
            except ClientDisconnect:
                return plain_message(request, locale_of(request), 400)
            except KaobanError as error:
                # Neither path nor message: the path holds the token.
                log.warning("a secure page failed", error=type(error).__name__)
                return plain_message(request, locale_of(request), 503)

        return answered


@dataclass(frozen=True, slots=True)
class _Desk:
    pages: Pages
    accounts: Accounts
    chats: WebChats
    public_url: str
    screens: Screens
    door: Door | None
    noted: Callable[[int, Refused], Awaitable[None]] | None = None

    async def show(self, request: Request, token: str) -> Response:
        """The form of a page that is still open."""
        page = await self.pages.look(token)
        if isinstance(page, Refused):
            known = await self.pages.find(token)
            return await self.screens.gone(request, known.chat if known else None, page)
        if await is_of_other_chat(request, self.chats, page.chat):
            return await self.screens.foreign(request)
        return await self.screens.form(request, page)

    async def take(self, request: Request, token: str) -> Response:
        """What the form leads to; a form that is sent twice leads to the same."""
        page = await self.pages.find(token)
        if page is None or await is_of_other_chat(request, self.chats, page.chat):
            return await self.screens.foreign(request)
        if is_sent_from_elsewhere(request, self.public_url):
            return plain_message(request, page.chat.locale, 403)
        step = STEPS[page.purpose]
        form = await read_form(request)
        fields = step.taken(form)
        answer = await self._judged(request, page, step, form, Submission.of(token, fields, address_of(request)))
        if isinstance(answer, PageDone):
            return await self._lead_on(request, page, answer)
        if isinstance(answer, Refused) and self.noted is not None:
            await self.noted(page.chat.id, answer)
        return await self.screens.answer(request, page, fields, answer)

    async def _judged(self, request: Request, page: SecurePage, step: Step, form: Fields, submission: Submission) -> Answer:
        """What the form comes to, once the door has let it through."""
        if self.door is None:
            return await step.submit(self.accounts, submission, step.taken(form))
        stopped = await self.door.stop(request, page, form, submission.digest)
        if stopped is not None:
            return stopped
        answer = await step.submit(self.accounts, submission, step.taken(form))
        await self.door.note(request, page, form, answer)
        return answer

    async def _lead_on(self, request: Request, page: SecurePage, done: PageDone) -> Response:
        purpose = _NEXT_PAGES.get(done.outcome)
        if purpose is None:
            return await self.screens.done(request, page.chat, done)
        token = await self.pages.open(page.chat.id, purpose)
        response = RedirectResponse(f"/secure/{token}", status_code=303)
        harden(response)
        return response
