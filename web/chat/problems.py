"""What a chat client gets when a request can't be taken: ``{"error": code, "message": sentence}``, never a stack trace."""

from collections.abc import Callable, Coroutine, Mapping
from enum import StrEnum
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect

from core.errors import Conflict, Forbidden, KaobanError, NotFound, OutsideWorldError
from locales.words import T, words_in
from web.page import locale_of


class Problem(StrEnum):
    """Why a request wasn't taken; each value asks something else of the client."""

    CHAT_UNKNOWN = "chat_unknown"
    NOT_JSON = "not_json"
    NOT_UNDERSTOOD = "not_understood"
    NOT_MULTIPART = "not_multipart"
    KIND_UNKNOWN = "kind_unknown"
    KEY_UNUSABLE = "key_unusable"
    TEXT_EMPTY = "text_empty"
    TEXT_TOO_LONG = "text_too_long"
    TEXT_UNREADABLE = "text_unreadable"
    BODY_TOO_LARGE = "body_too_large"
    FILE_TOO_LARGE = "file_too_large"
    FILE_EMPTY = "file_empty"
    FILE_UNKNOWN = "file_unknown"
    NOT_YOURS = "not_yours"
    GONE = "gone"
    MOVED_ON = "moved_on"
    BUSY = "busy"


SAID: Mapping[Problem, tuple[int, str]] = {
    Problem.CHAT_UNKNOWN: (401, T("This chat isn't known here any more. Please reload the page.")),
    Problem.NOT_JSON: (400, T("This message didn't arrive whole. Please send it again.")),
    Problem.NOT_UNDERSTOOD: (
        422,
        T("This message isn't understood here. Please reload the page and send it again."),
    ),
    Problem.NOT_MULTIPART: (400, T("This file didn't arrive whole. Please send it again.")),
    Problem.KIND_UNKNOWN: (415, T("This kind of message isn't taken here. Please reload the page and send it again.")),
    Problem.KEY_UNUSABLE: (422, T("This message isn't understood here. Please reload the page and send it again.")),
    Problem.TEXT_EMPTY: (422, T("There is nothing to send yet. Please type something first.")),
    Problem.TEXT_TOO_LONG: (422, T("A message has at most 4096 characters. Please send it in parts.")),
    Problem.TEXT_UNREADABLE: (422, T("This message contains characters that can't be read. Please type it again.")),
    Problem.BODY_TOO_LARGE: (413, T("This message is too long. Please send it in parts.")),
    Problem.FILE_TOO_LARGE: (413, T("This file is larger than 12 MB. Nothing was changed; please choose a smaller one.")),
    Problem.FILE_EMPTY: (422, T("This file is empty. Please choose another one.")),
    Problem.FILE_UNKNOWN: (404, T("This file isn't in your chat. Please ask for it again.")),
    Problem.NOT_YOURS: (403, T("This doesn't belong to your chat. Nothing was changed.")),
    Problem.GONE: (404, T("This isn't here any more. Please go on with the newest message.")),
    Problem.MOVED_ON: (409, T("The chat has moved on meanwhile. Please go on with the newest message.")),
    Problem.BUSY: (503, T("That didn't work right now. Nothing is lost; please try again in a moment.")),
}

_OF_ERROR: Mapping[type[KaobanError], Problem] = {
    NotFound: Problem.GONE,
    Forbidden: Problem.NOT_YOURS,
    Conflict: Problem.MOVED_ON,
    OutsideWorldError: Problem.BUSY,
    KaobanError: Problem.BUSY,
}


class NotTaken(Exception):
    """Raised by whatever reads a request; the route answers with the problem's status and sentence."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


class ChatRoute(APIRoute):
    """A route that answers ``NotTaken`` and the product's own errors in the reader's language."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler FastAPI made, with the table of this module around it."""
        handle = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await handle(request)
            except NotTaken as refused:
                return problem_response(request, refused.problem)
            except ClientDisconnect:
                return problem_response(request, Problem.NOT_JSON)
            except KaobanError as error:
                return problem_response(request, _problem_of(error))

        return answered


def problem_response(request: Request, problem: Problem) -> JSONResponse:
    """The answer for ``problem``: code and sentence, never stored."""
    status, sentence = SAID[problem]
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    said = words_in(locale_of(request))(sentence)
    return JSONResponse({"error": problem.value, "message": said}, status_code=status, headers=headers)


def _problem_of(error: KaobanError) -> Problem:
    return next(problem for kind, problem in _OF_ERROR.items() if isinstance(error, kind))
