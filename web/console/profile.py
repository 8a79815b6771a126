"""One's own account: the password, the authenticator. Each change ends every log-in, so one comes back with the new one."""

from collections.abc import Mapping
from dataclasses import dataclass

import segno
from fastapi import APIRouter, Request, Response

from core.model.decisions import Refused
from core.model.staff import Right
from core.services.staff import Seen
from web.console.browsers import let_out
from web.console.frame import LOGIN_PATH, PASSWORD_PATH, Console, ConsoleRoute, Visit, redirect
from web.console.sayings import ROLES

_UNFIT = 422


def routes(console: Console) -> APIRouter:
    """``/console/profile``."""
    pages = _Pages(console)
    router = APIRouter(route_class=ConsoleRoute)
    router.get("/console/profile")(pages.show)
    router.get(PASSWORD_PATH)(pages.show)
    router.post(PASSWORD_PATH)(pages.password)
    router.post("/console/profile/authenticator")(pages.authenticator)
    router.post("/console/profile/authenticator/code")(pages.code)
    return router


@dataclass(frozen=True, slots=True)
class _Pages:
    console: Console

    async def show(self, request: Request) -> Response:
        visit = await self.console.enter(request, Right.OWN_PROFILE, seen=Seen("page", "profile"))
        return _page(visit)

    async def password(self, request: Request) -> Response:
        visit, form = await self.console.act(request, Right.OWN_PROFILE)
        profile = self.console.staffing.profile
        refused = await profile.change_password(visit.staff, form["present"], form["new"], form["again"])
        return _page(visit, refused) if refused is not None else _out("password")

    async def authenticator(self, request: Request) -> Response:
        visit, form = await self.console.act(request, Right.OWN_PROFILE)
        begun = await self.console.staffing.profile.begin_authenticator(visit.staff, form["present"])
        if isinstance(begun, Refused):
            return _page(visit, begun)
        secret, uri = begun
        return _page(visit, shown={"key": secret, "qr": segno.make(uri, error="m").svg_data_uri(scale=5), "uri": uri})

    async def code(self, request: Request) -> Response:
        visit, form = await self.console.act(request, Right.OWN_PROFILE)
        refused = await self.console.staffing.profile.finish_authenticator(visit.staff, form["code"])
        return _page(visit, refused) if refused is not None else _out("authenticator")


def _page(visit: Visit, refused: Refused | None = None, shown: Mapping[str, object] | None = None) -> Response:
    staff = visit.staff
    values: dict[str, object] = {
        "roles": [visit.words(ROLES[role]) for role in sorted(staff.roles)],
        "must_change": staff.is_one_time,
        "ends_at": visit.shift.ends_at,
        "qr": "",
        "key": "",
        "uri": "",
    }
    return visit.page("console/profile.html", values | dict(shown or {}), status=_UNFIT if refused else 200, refused=refused)


def _out(done: str) -> Response:
    response = redirect(f"{LOGIN_PATH}?done={done}")
    let_out(response)
    return response
