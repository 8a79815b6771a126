"""The sandbox face check's two sides: the product's, as ``gateways.face`` describes it, and the page that a phone opens."""

from functools import lru_cache
from pathlib import Path

import segno
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from core.errors import Rejected
from core.model.proofs import FaceOutcome
from core.ports import Clock
from gateways.payments import fields
from gateways.sandbox.face.desk import Check, SandboxFace
from gateways.sandbox.signatures import verified
from locales.words import known_locale, words_in

_HERE = Path(__file__).parent
_STYLE = _HERE.parent / "pay" / "page.css"
_LONGEST = 300
_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def sandbox_face(state: SandboxFace, *, key: str, clock: Clock, address: str) -> FastAPI:
    """The app to mount at ``/sandbox/face``.

    :param key: the one that requests are signed with.
    :param address: where the mounted app is found from a browser, such as ``https://host/sandbox/face``.
    """
    app = FastAPI(openapi_url=None)
    _product_side(app, state, key, clock, address.rstrip("/"))
    _person_side(app, state, address.rstrip("/"))
    return app


def _product_side(app: FastAPI, state: SandboxFace, key: str, clock: Clock, address: str) -> None:
    @app.post("/v1/checks")
    async def begin(request: Request) -> JSONResponse:
        asked = await verified(request, key, clock)
        told = asked.values
        try:
            request_id, name = fields.number(told, "request_id", 128), told.get("name")
            fields.number(told, "document_number")
            return_url, notify_url = (fields.number(told, field, _LONGEST) for field in ("return_url", "notify_url"))
        except Rejected as error:
            return JSONResponse({"code": str(error)}, 422)
        if not isinstance(name, str) or not 1 <= len(name) <= _LONGEST:
            return JSONResponse({"code": "name"}, 422)
        state.open(Check(request_id, name, return_url, notify_url))
        return JSONResponse({"url": f"{address}/checks/{request_id}"}, 201)


def _person_side(app: FastAPI, state: SandboxFace, address: str) -> None:
    @app.get("/style.css")
    async def style() -> FileResponse:
        return FileResponse(_STYLE, media_type="text/css")

    @app.get("/checks/{request_id}", response_class=HTMLResponse)
    async def page(request: Request, request_id: str) -> Response:
        check = state.find(request_id)
        if check is None:
            return _page(request, 404, check=None, qr="")
        return _page(request, 200, check=check, qr=_qr(f"{address}/checks/{request_id}"))

    @app.post("/checks/{request_id}/{outcome}")
    async def decide(request: Request, request_id: str, outcome: FaceOutcome) -> Response:
        if await state.decide(request_id, outcome) is None:
            raise HTTPException(404, "check")
        return RedirectResponse(request.url_for("page", request_id=request_id).path, 303)


def _page(request: Request, status: int, **values: object) -> HTMLResponse:
    words = words_in(known_locale(request.cookies.get("lang") or request.headers.get("accept-language", "")))
    style = request.url_for("style").path
    body = _templates().get_template("check.html").render(w=words, T=words, style=style, request=request, **values)
    return HTMLResponse(body, status, headers=_PAGE_HEADERS)


def _qr(text: str) -> str:
    """A picture of the address, for a phone to scan."""
    picture: str = segno.make_qr(text, error="m").svg_data_uri(scale=5, border=4, dark="#000", light="#fff")
    return picture


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
