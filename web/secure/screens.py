"""The screens of secure pages: the form with faults beside its fields, the end of the way, and why a page can't be opened."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

import segno
from fastapi import Request, Response

from core.model.account import Chat, PagePurpose
from core.model.decisions import Refused
from core.model.exam import Exam
from core.model.reasons import Reason
from core.rules.identity.mending import Note
from core.rules.identity.names import LONGEST, NameReading, code_point
from core.rules.identity.persons import read_date
from core.services.accounts import Accounts, FieldFaults, NameDoubts, Outcome, PageDone, RegistrationView, SecurePage
from locales.words import T, Words, words_in
from web.chat.sessions import CHAT_COOKIE
from web.page import locale_of, render
from web.secure.door import Door, Shown
from web.secure.ends import DONE, GONE, PLAIN
from web.secure.questions import question_choices, say_questions
from web.secure.sayings import say_notes, say_refused, say_remark
from web.secure.steps import STEPS, Fields

_UNFIT, _TOO_MANY = 422, 429


@dataclass(frozen=True, slots=True)
class _Look:
    """How a form is shown: what was typed, what is wrong, what is told."""

    fields: Fields = field(default_factory=dict)
    faults: Mapping[str, Refused] = field(default_factory=dict)
    notes: Mapping[str, Sequence[Note]] = field(default_factory=dict)
    refused: Refused | None = None
    name: NameReading | None = None
    status: int = 200


class Screens:
    """Draws the pages of one chat in its language."""

    def __init__(self, accounts: Accounts, chat_address: Callable[[Chat], str | None], door: Door | None = None) -> None:
        self._accounts = accounts
        self._door = door
        self._chat_address = chat_address

    async def form(self, request: Request, page: SecurePage) -> Response:
        """The empty form; a step that isn't due says so instead."""
        refused = await self._accounts.why_not_due(page)
        return await self.gone(request, page.chat, refused) if refused else await self._draw(request, page, _Look())

    async def answer(
        self, request: Request, page: SecurePage, fields: Fields, answer: FieldFaults | NameDoubts | Refused
    ) -> Response:
        """The form again with what is wrong; or a plain answer where the page is of no use any more."""
        match answer:
            case FieldFaults(by_field, notes):
                look = _Look(fields, by_field, notes, status=_UNFIT)
            case NameDoubts(reading):
                look = _Look(fields, name=reading, status=_UNFIT)
            case Refused(reason) if reason in GONE:
                return await self.gone(request, page.chat, answer)
            case Refused(reason):
                status = _TOO_MANY if reason is Reason.TOO_MANY_TRIES else _UNFIT
                look = _Look(fields, refused=answer, status=status)
        return await self._draw(request, page, look)

    async def done(self, request: Request, chat: Chat, done: PageDone) -> Response:
        """The end of the way: back to the chat."""
        words = words_in(chat.locale)
        title, todo = DONE[done.outcome]
        if done.address is not None:
            return self._elsewhere(request, chat, words(title), words(todo), done.address)
        zone = _zone(await self._accounts.exam_for(chat.id))
        view = await self._accounts.registration_of(chat.id) if done.outcome is Outcome.CODE else None
        said = say_notes(view.notes, words) if view else []
        warning = say_refused(done.warning, words, zone) if done.warning else ""
        what = " ".join([warning, *said])
        tone = "info" if done.outcome is Outcome.WAITING else "success"
        return self._message(request, chat, 200, title, what, "" if warning else todo, "warning" if warning else tone)

    def _elsewhere(self, request: Request, chat: Chat, title: str, what: str, address: str) -> Response:
        """Where it goes on outside of this house: a code to scan with a phone, and the link itself."""
        qr = segno.make(address, error="m").svg_data_uri(scale=5)
        back = self._chat_address(chat)
        template = "secure/face_begun.html"
        return render(request, template, chat.locale, title=title, what=what, address=address, qr=qr, chat_address=back)

    async def gone(self, request: Request, chat: Chat | None, refused: Refused) -> Response:
        """Why a page can't be used, and where to go on."""
        locale = chat.locale if chat else locale_of(request)
        zone = _zone(await self._accounts.exam_for(chat.id)) if chat else UTC
        what = say_refused(refused, words_in(locale), zone)
        return self._message(request, chat, GONE[refused.reason], T("This page can't be used"), what, "", "info")

    async def foreign(self, request: Request) -> Response:
        """A page of another chat looks like one that doesn't exist."""
        return await self.gone(request, None, Refused(Reason.PAGE_UNKNOWN))

    def _message(self, request: Request, chat: Chat | None, status: int, title: str, what: str, todo: str, tone: str) -> Response:
        locale = chat.locale if chat else locale_of(request)
        words = words_in(locale)
        return render(
            request,
            "secure/ended.html",
            locale,
            status=status,
            title=words(title),
            what=what,
            todo=words(todo),
            tone=tone,
            chat_address=self._chat_address(chat) if chat else "/",
        )

    async def _draw(self, request: Request, page: SecurePage, look: _Look) -> Response:
        exam = await self._accounts.exam_for(page.chat.id)
        if exam is None:
            return await self.gone(request, page.chat, Refused(Reason.NO_EXAM_OPEN))
        step, words = STEPS[page.purpose], words_in(page.chat.locale)
        asked = (
            await self._accounts.answering.questions_for(page.chat.id) if page.purpose is PagePurpose.RECOVER_BY_QUESTIONS else ()
        )
        if isinstance(asked, Refused):
            return await self.gone(request, page.chat, asked)
        begun = await self._accounts.registration_of(page.chat.id) if page.purpose is PagePurpose.REGISTER_BANK else None
        captcha = await self._door.draw(request, page, look.fields) if self._door else None
        return render(
            request,
            step.template,
            page.chat.locale,
            status=look.status,
            number=step.number,
            values=_shown(step.shown(look.fields)),
            errors=_by_field((name, say_refused(refused, words, exam.tz)) for name, refused in look.faults.items()),
            hints=_by_field((name, " ".join(say_notes(notes, words))) for name, notes in look.notes.items()),
            refused=say_refused(look.refused, words, exam.tz) if look.refused else "",
            doubts=_doubts(look.name, words),
            begun=_begun(begun, words),
            kinds=[(kind.id, words.text(kind.name)) for kind in exam.document_types],
            banks=[(bank.id, words.text(bank.name)) for bank in exam.banks],
            questions=question_choices(words),
            asked=say_questions(asked, words),
            code_points=", ".join(code_point(character) for character in look.fields.get("name", "")[:LONGEST]),
            longest_name=LONGEST,
            unknown_browser=page.chat.channel != "web" or CHAT_COOKIE not in request.cookies,
            has_old_usernames=exam.old_usernames is not None,
            captcha=captcha if isinstance(captcha, Shown) else None,
            captcha_refused=say_refused(captcha, words, exam.tz) if isinstance(captcha, Refused) else "",
            chat_address=self._chat_address(page.chat),
        )


def plain_message(request: Request, locale: str, status: int) -> Response:
    """What is said where no page is concerned: a form that didn't arrive, or came from elsewhere."""
    words = words_in(locale)
    title, what = PLAIN[status]
    return render(
        request,
        "secure/ended.html",
        locale,
        status=status,
        title=words(title),
        what=words(what),
        todo="",
        tone="refused",
        chat_address="/",
    )


def _zone(exam: Exam | None) -> tzinfo:
    return exam.tz if exam else UTC


def _by_field(said: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """What is said beside each field; nothing beside the others."""
    return defaultdict(str, said)


def _shown(fields: dict[str, str]) -> dict[str, str]:
    """A birth date goes back in the one writing that a date field takes."""
    birth_on = read_date(fields.get("birth_date", ""))
    return {**fields, "birth_date": birth_on.isoformat()} if birth_on else fields


def _doubts(reading: NameReading | None, words: Words) -> dict[str, object] | None:
    if reading is None:
        return None
    said = [say_remark(remark, words) for remark in reading.remarks]
    return {"raw": reading.raw, "variant": reading.variant, "remarks": said}


def _begun(view: RegistrationView | None, words: Words) -> dict[str, object] | None:
    if view is None:
        return None
    return {"name": view.masked_name, "document": view.masked_document, "notes": say_notes(view.notes, words)}
