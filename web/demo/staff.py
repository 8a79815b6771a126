"""Made-up staff for the demo's console: an account that can log in at once. Mounted only while the sandbox is on."""

from typing import Annotated, Protocol

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from core.model.staff import Issued, Role

_NOT_KEPT = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_ACTOR = "demo"


class StaffRegister(Protocol):
    """Who makes accounts."""

    async def add(self, name: str, roles: set[Role], *, login: str = "", one_time: bool = True, actor: str) -> Issued:
        """A new account."""


class StaffWish(BaseModel):
    """A name, and the hats to wear."""

    name: Annotated[str, Field(min_length=1, max_length=40)]
    roles: Annotated[list[Role], Field(min_length=1, max_length=len(Role))]


def staff_routes(register: StaffRegister) -> APIRouter:
    """``POST /demo/staff``."""
    router = APIRouter(prefix="/demo")

    @router.post("/staff", status_code=201)
    async def make(wish: StaffWish) -> Response:
        made = await register.add(wish.name, set(wish.roles), one_time=False, actor=_ACTOR)
        told = {"login": made.login, "password": made.password, "totp_secret": made.totp_secret}
        return JSONResponse(told, status_code=201, headers=_NOT_KEPT)

    return router
