"""What the payment window shows."""

from datetime import tzinfo
from typing import Any

from bot.dialogs.home.data import MAY_CLAIM
from bot.services import Services
from core.model.account import Chat
from core.model.decisions import Refused
from locales.reasons import with_clause
from locales.words import Words


async def pay(services: Services, chat: Chat, words: Words, zone: tzinfo, **_: Any) -> dict[str, Any]:
    """The amount, the deadline and the link; or why nothing can be paid now."""
    seen = await services.journey.home(chat.id)
    if seen.exam is None or seen.account is None:
        return {"link": "", "refusal": "", "may_claim": False}
    cashier = await services.payments.open_cashier(seen.account.id, seen.exam.id)
    if isinstance(cashier, Refused):
        return {"link": "", "refusal": with_clause(cashier, words, zone), "may_claim": seen.status in MAY_CLAIM}
    offer = {
        "amount": words.money(cashier.amount),
        "until": words.moment(cashier.until, zone),
        "left": words.left(cashier.until - seen.now),
        "assumed": seen.exam.fee_assumed,
    }
    return {"link": f"{services.public_url}{cashier.path}", "refusal": "", "may_claim": True, **offer}
