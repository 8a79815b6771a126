"""``/mail/{exam}/{desk}``: what a button of a chat can't be, a ``mailto:`` link, and its text to copy. Nothing personal in it."""

from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from core.model.exam import Exam
from core.rules.desks import desk_named
from locales.cases import mail_of
from locales.words import words_in
from web.page import locale_of, render

_DIGITS = 15


def routes(current_exams: Callable[[], Awaitable[Sequence[Exam]]]) -> APIRouter:
    """The page; an exam or desk that isn't there is answered with 404."""
    router = APIRouter()

    @router.get("/mail/{exam_id}/{desk_id}")
    async def show(request: Request, exam_id: str, desk_id: str, case: str = "") -> Response:
        locale = locale_of(request)
        exam = next((one for one in await current_exams() if one.id == exam_id), None)
        desk = desk_named(exam, desk_id) if exam else None
        if exam is None or desk is None or not desk.mail:
            return render(request, "mail/unknown.html", locale, status=404, secret=False)
        number = int(case) if case.isascii() and case.isdecimal() and len(case) <= _DIGITS else None
        mail = mail_of(exam, desk, number, words_in(locale))
        body = quote(mail.body.replace("\n", "\r\n"))
        address = f"mailto:{quote(mail.to, safe='@')}?subject={quote(mail.subject)}&body={body}"
        return render(request, "mail/page.html", locale, secret=False, mail=mail, address=address)

    return router
