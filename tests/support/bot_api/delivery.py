"""How updates reach the bot: long polling with offsets, or a webhook that is called again until it takes them."""

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp

from bot.channels.book import Body
from bot.channels.errors import ApiError

_AGAIN_SECONDS = 0.02
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_TAKEN_OVER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
_WEBHOOK_ACTIVE = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class Delivery:
    """The queue of one bot's updates.

    :ivar balance: stands between Telegram and several processes: the address that an update for the webhook is brought to.
    """

    def __init__(self, first_id: int = 1000) -> None:
        self.waiting: list[Body] = []
        self.statuses: list[int] = []
        self.webhook: dict[str, Any] | None = None
        self.balance: Callable[[str], str] = str
        self._next_id = first_id
        self._arrived = asyncio.Event()
        self._emptied = asyncio.Event()
        self._poll = 0
        self._sender: asyncio.Task[None] | None = None

    def put(self, event: Body) -> int:
        """A new update for the bot; its number."""
        update_id, self._next_id = self._next_id, self._next_id + 1
        self.waiting.append({"update_id": update_id} | event)
        self._arrived.set()
        return update_id

    async def taken(self) -> None:
        """Return when the bot has every update and has said so."""
        while self.waiting:
            self._emptied.clear()
            await self._emptied.wait()

    async def get_updates(self, offset: int, limit: int, seconds: float) -> list[Body]:
        """``getUpdates``. Raises ``ApiError`` when somebody else asks meanwhile, or a webhook is set."""
        if self.webhook:
            raise ApiError(_WEBHOOK_ACTIVE, 409)
        self._poll += 1
        mine = self._poll
        self._confirm(offset)
        self._arrived.set()  # wakes the other request, which finds that it isn't the latest
        end = asyncio.get_running_loop().time() + seconds
        while not self.waiting and (left := end - asyncio.get_running_loop().time()) > 0:
            self._arrived.clear()
            try:
                await asyncio.wait_for(self._arrived.wait(), left)
            except TimeoutError:
                break
            if self._poll != mine:
                raise ApiError(_TAKEN_OVER, 409)
        return self.waiting[:limit]

    def set_webhook(self, webhook: dict[str, Any] | None) -> None:
        """Bring updates to an address from now on, or let them be fetched again."""
        self.webhook = webhook
        if webhook and self._sender is None:
            self._sender = asyncio.create_task(self._send())
        elif not webhook:
            self._stop_sending()

    async def close(self) -> None:
        """Bring nothing more."""
        sender = self._stop_sending()
        self._poll += 1
        self._arrived.set()
        if sender is not None:
            await asyncio.gather(sender, return_exceptions=True)

    def _stop_sending(self) -> "asyncio.Task[None] | None":
        sender, self._sender = self._sender, None
        if sender is not None:
            sender.cancel()
        return sender

    def _confirm(self, offset: int) -> None:
        self.waiting = [update for update in self.waiting if update["update_id"] >= offset]
        if not self.waiting:
            self._emptied.set()

    async def _send(self) -> None:
        async with aiohttp.ClientSession() as session:
            while True:
                while not self.waiting:
                    self._arrived.clear()
                    await self._arrived.wait()
                if await self._bring(session, self.waiting[0]):
                    self._confirm(self.waiting[0]["update_id"] + 1)
                else:
                    await asyncio.sleep(_AGAIN_SECONDS)

    async def _bring(self, session: aiohttp.ClientSession, update: Body) -> bool:
        assert self.webhook
        headers = {_SECRET_HEADER: self.webhook["secret_token"]} if self.webhook.get("secret_token") else {}
        try:
            async with session.post(self.balance(self.webhook["url"]), json=update, headers=headers) as response:
                self.statuses.append(response.status)
                return response.status < 300
        except aiohttp.ClientError:
            self.statuses.append(0)
            return False
