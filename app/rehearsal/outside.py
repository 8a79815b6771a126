"""The outside world of a rehearsal: a provider that loses notifications, and a Telegram in which some block the bot."""

import itertools
from collections.abc import AsyncGenerator, Mapping
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramForbiddenError
from aiogram.methods import SendMessage, TelegramMethod
from aiogram.types import Message

from core.errors import Rejected
from core.model.payment import AttemptState, Notification, NotificationKind, RefundState, Source, Success
from core.ports import Clock, OrderRequest, OrderState, RefundRequest, WayToPay

SCHEME = "rehearsal:"


class RehearsedProvider:
    """Takes money at once; who pays decides whether the notification of it ever arrives."""

    name = "sandbox"

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._orders: dict[str, OrderRequest] = {}
        self._charges: dict[str, Success] = {}
        self._numbers = itertools.count(1)

    @property
    def charges(self) -> Mapping[str, Success]:
        """All the money there is, by order number."""
        return self._charges

    def pay(self, out_trade_no: str) -> Notification:
        """The payer pays; what the provider would tell us of it."""
        order = self._orders[out_trade_no]
        if out_trade_no not in self._charges:
            number = f"R{next(self._numbers):09d}"
            charge = Success(self.name, out_trade_no, number, order.amount, self._clock.now(), Source.WEBHOOK)
            self._charges[out_trade_no] = charge
        success = self._charges[out_trade_no]
        return Notification(
            self.name, f"E{success.transaction_id}", NotificationKind.SUCCESS, "payment.succeeded", success, out_trade_no
        )

    async def create(self, order: OrderRequest, *, flow: str) -> WayToPay:
        """An order."""
        self._orders.setdefault(order.out_trade_no, order)
        return WayToPay(f"{SCHEME}{order.out_trade_no}")

    async def query(self, out_trade_no: str) -> OrderState:
        """What is known of it."""
        charge = self._charges.get(out_trade_no)
        if charge is not None:
            return OrderState(AttemptState.PAID, known=True, success=charge)
        return OrderState(AttemptState.PENDING, known=out_trade_no in self._orders)

    async def close(self, out_trade_no: str) -> OrderState:
        """An order that nobody pays any more."""
        found = await self.query(out_trade_no)
        return found if found.success else OrderState(AttemptState.CLOSED, known=found.known)

    async def refund(self, request: RefundRequest) -> RefundState:
        """Money back, at once."""
        return RefundState.SUCCEEDED

    async def query_refund(self, out_refund_no: str, *, transaction_id: str = "") -> RefundState:
        """It is back."""
        return RefundState.SUCCEEDED

    async def fetch_bill(self, day: Any) -> list[Success]:
        """What was taken on that day."""
        return [charge for charge in self._charges.values() if charge.success_time.date() == day]

    def parse_notification(self, headers: Mapping[str, str], body: bytes, /) -> Notification:
        """Nothing comes over HTTP here."""
        raise Rejected("a rehearsal has no webhook")


class RehearsedTelegram(BaseSession):
    """Takes every message at once, and refuses those to people who have blocked the bot."""

    def __init__(self) -> None:
        super().__init__()
        self.blocked: set[int] = set()
        self.sent = 0
        self._ids = itertools.count(1)

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        """The Bot API's answer."""
        if not isinstance(method, SendMessage):
            return True
        if int(method.chat_id) in self.blocked:
            raise TelegramForbiddenError(method, "Forbidden: bot was blocked by the user")
        self.sent += 1
        chat = {"id": method.chat_id, "type": "private"}
        plain = {"message_id": next(self._ids), "date": 0, "chat": chat, "text": method.text}
        return Message.model_validate(plain, context={"bot": bot})

    async def stream_content(self, url: str, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        """Nothing is downloaded."""
        yield b""

    async def close(self) -> None:
        """Nothing to close."""
