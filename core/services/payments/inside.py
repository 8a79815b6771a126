"""Paying inside a provider's own app (说明 二(六)): the app is asked who pays, and the order is opened for that person alone.

The question carries a state that is good once, for ten minutes, for this page and in this browser. So nobody can have an order
opened in somebody else's name by handing over an address, and an answer that is replayed opens nothing.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from core.errors import Rejected, Unreachable
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.ports import Clock, InsideApp, PaymentProvider, WayToPay
from core.services.payments.till import Payment, Till
from core.store.engine import Store
from core.store.queries import cashier
from core.store.queries.cashier import PayerQuestion
from core.store.vault import new_token, token_hash

_WAITS = timedelta(minutes=10)
_STATE_BYTES = 24
log = structlog.get_logger("payments")


@dataclass(frozen=True, slots=True)
class Asked:
    """Where the browser goes to be told who its user is, and what it has to show when it comes back, over TLS or not."""

    address: str
    browser: str
    over_tls: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What the browser brings back: the app's code, our state, and what it was given to show."""

    code: str
    state: str
    browser: str


class Inside:
    """Asks the app, and opens the order for whom it names."""

    def __init__(self, store: Store, clock: Clock, till: Till, providers: Mapping[str, PaymentProvider], public_url: str) -> None:
        self._store = store
        self._clock = clock
        self._till = till
        self._apps = {name: one for name, one in providers.items() if isinstance(one, InsideApp) and one.knows_payers}
        self._public_url = public_url.rstrip("/")

    def knows(self, provider: str) -> bool:
        """Whether that provider can be paid inside its own app."""
        return provider in self._apps

    async def ask(self, token: str, provider: str | None) -> Asked | Refused | None:
        """Ask the provider's app who pays; ``None`` for a token nobody was given. Nothing is asked where nothing can be paid."""
        view = await self._till.look(token)
        if view is None:
            return None
        if isinstance(view.decision, Refused):
            return view.decision
        wanted = provider or next(iter(view.providers), "")
        app = self._apps.get(wanted)
        if app is None or wanted not in view.providers:
            return Refused(Reason.PAYMENT_UNAVAILABLE)
        state, browser = secrets.token_hex(_STATE_BYTES), new_token()
        until = self._clock.now() + _WAITS
        question = PayerQuestion(token_hash(state), token_hash(token), token_hash(browser), wanted, until)
        await self._store.write(lambda tx: cashier.ask_who_pays(tx, question))
        back = f"{self._public_url}/pay/{token}/who"
        return Asked(app.who_address(back, state), browser, over_tls=back.startswith("https:"))

    async def pay(self, token: str, answer: Answer, payment: Payment) -> WayToPay | Refused | None:
        """Open the order for whom the app names; ``None`` for a token nobody was given."""
        if await self._till.look(token) is None:
            return None
        asked = await self._store.write(lambda tx: cashier.answer_who_pays(tx, token_hash(answer.state)))
        if asked is None or not self._fits(asked, token, answer.browser) or asked.provider not in self._apps:
            return Refused(Reason.PAYER_NOT_KNOWN)
        try:
            payer_id = await self._apps[asked.provider].payer_of(answer.code)
        except Rejected as error:
            log.info("the app doesn't know who pays", provider=asked.provider, why=error.code)
            return Refused(Reason.PAYER_NOT_KNOWN)
        except Unreachable as error:
            log.warning("the app doesn't say who pays", provider=asked.provider, why=str(error))
            return Refused(Reason.PAYMENT_UNAVAILABLE)
        return await self._till.order(token, asked.provider, replace(payment, payer_id=payer_id))

    def _fits(self, asked: PayerQuestion, token: str, browser: str) -> bool:
        fits = (asked.token_hash, asked.browser_hash) == (token_hash(token), token_hash(browser))
        return fits and self._clock.now() <= asked.expires_at
