"""The server: ``/bot<token>/<method>`` and ``/file/bot<token>/<path>`` on a port of its own."""

import asyncio
from types import TracebackType
from typing import Any

from aiogram import Bot, methods
from aiohttp import web
from pydantic import ValidationError

from bot.channels.book import Body
from bot.channels.errors import ApiError
from bot.channels.table import BotApiTable
from bot.channels.table.desk import BotCard
from core.ports import Clock
from tests.support.bot_api.book import MemoryBook
from tests.support.bot_api.calls import read_call
from tests.support.bot_api.faults import Break, Faults, refusal
from tests.support.bot_api.forum import Forums
from tests.support.bot_api.people import People

TOKEN = "42:TEST"
_SAYING = ("send", "copy", "forward")
_MOST_BYTES = 60 * 1024 * 1024


class BotApi(People):
    """``async with BotApi(clock) as telegram``: ``telegram.base_url`` is what ``TELEGRAM_API_BASE`` is set to.

    :ivar faults: what goes wrong next.
    :ivar calls: every call that was carried out or refused, as (method name, parameters).
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__(MemoryBook(), clock)
        self.forums = Forums(self.book)
        self.faults = Faults()
        self.calls: list[tuple[str, Any]] = []
        self.base_url = ""
        self.port = 0
        self._bot = Bot(TOKEN)
        self.table = BotApiTable(
            self.book,
            clock,
            card=BotCard("Kaoban", "kaoban_bot"),
            chat_of=self.book.chat_of,
            threaded=self.forums.threaded,
            more=self.forums.table()
            | {
                methods.GetUpdates: self._get_updates,
                methods.SetWebhook: self._set_webhook,
                methods.DeleteWebhook: self._delete_webhook,
                methods.GetWebhookInfo: self._webhook_info,
            },
        )

    async def __aenter__(self) -> "BotApi":
        app = web.Application(client_max_size=_MOST_BYTES)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._file)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.base_url = f"http://127.0.0.1:{self.port}"
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.delivery.close()
        await self._runner.cleanup()

    async def _call(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        if request.match_info["token"] != TOKEN:
            return _answer(401, refusal(401, "Unauthorized"))
        fault = self.faults.next_of(name)
        if fault is Break.BEFORE or self.faults.is_cut:
            return _broken(request)
        if isinstance(fault, tuple):
            return _answer(*fault)
        if self.faults.limit and name.lower().startswith(_SAYING):
            refused = self.faults.limit.refusal(asyncio.get_running_loop().time())
            if refused is not None:
                return _answer(*refused)
        response = await self._carried_out(request, name)
        if fault is Break.SILENT:
            await asyncio.Event().wait()
        return _broken(request) if fault is Break.AFTER or self.faults.is_cut else response

    async def _carried_out(self, request: web.Request, name: str) -> web.Response:
        try:
            method = await read_call(request, name)
            if method is None:
                return _answer(404, refusal(404, "Not Found"))
            self.calls.append((method.__api_method__, method))
            return _answer(200, {"ok": True, "result": await self.table.call(self._bot, method)})
        except ApiError as error:
            return _answer(error.code, refusal(error.code, error.description))
        except (ValidationError, ValueError, KeyError) as error:
            return _answer(400, refusal(400, f"Bad Request: {str(error).splitlines()[0]}"))

    async def _file(self, request: web.Request) -> web.StreamResponse:
        file = self.book.files.get(request.match_info["path"].rpartition("/")[2])
        if request.match_info["token"] != TOKEN or file is None:
            return _answer(404, refusal(404, "Not Found"))
        return web.Response(body=file.content)

    async def _get_updates(self, _bot: Bot, method: methods.GetUpdates) -> list[Body]:
        return await self.delivery.get_updates(method.offset or 0, method.limit or 100, method.timeout or 0)

    async def _set_webhook(self, _bot: Bot, method: methods.SetWebhook) -> bool:
        self.delivery.set_webhook({"url": method.url, "secret_token": method.secret_token} if method.url else None)
        return True

    async def _delete_webhook(self, _bot: Bot, method: methods.DeleteWebhook) -> bool:
        self.delivery.set_webhook(None)
        return True

    async def _webhook_info(self, _bot: Bot, method: methods.GetWebhookInfo) -> Body:
        url = (self.delivery.webhook or {}).get("url", "")
        return {"url": url, "has_custom_certificate": False, "pending_update_count": len(self.delivery.waiting)}


def _answer(status: int, body: Any) -> web.Response:
    return web.json_response(body, status=status)


def _broken(request: web.Request) -> web.Response:
    assert request.transport
    request.transport.abort()
    return web.Response()
