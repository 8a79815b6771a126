"""Builds the services once and hands them down: plain Python, no container, nothing at import time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta, tzinfo

import httpx
from aiogram import Bot, Dispatcher
from aiogram.fsm.storage.base import BaseStorage
from aiogram_dialog import BgManagerFactory
from redis.asyncio import Redis

from app.clock import SystemClock
from app.outside import Outside, build_outside
from app.pacing import paced, redis_of
from app.settings import Settings
from bot.build import build_dispatcher
from bot.channels.web import WebChannel, web_bot
from bot.dialogs.handover.letters import SPEAKERS as CASE_SPEAKERS
from bot.dialogs.handover.letters import Replies
from bot.dialogs.reminders.letters import Reminding
from bot.group import StaffGroup
from bot.locks import LocalChatLocks, RedisChatLocks
from bot.pacing import Pacer
from bot.push import Push
from bot.push.teller import Teller
from bot.services import Services
from bot.storage import RedisDialogStorage, StoreStorage
from bot.turns import Turns
from core.model.reminders import Rates as ChannelRates
from core.ports import Clock
from core.rules.telling import Patience
from core.services.accounts import Accounts, Pages
from core.services.accounts.faces import Faces
from core.services.accounts.receipts import AskedReceipts, Receipts, RememberedSms
from core.services.answers import Answers
from core.services.answers.router import Router
from core.services.applicants import Applicants
from core.services.applications import Choosing, Entering, Filling, Journey
from core.services.applications.desk import Desk
from core.services.chats import Chats
from core.services.comparing import Comparing
from core.services.eligibility import Eligibility
from core.services.exams import Exams
from core.services.favourites import Favourites
from core.services.filtering import Filtering
from core.services.letters import Letters, Spending
from core.services.majors import Catalogues
from core.services.matching import Matching
from core.services.payments import Payments
from core.services.positions import Positions
from core.services.printing import Printing
from core.services.reminders import Reminders
from core.services.seating import Seating
from core.services.seeking import Seekers
from core.services.tickets import Tickets
from core.services.web_chats import WebChats
from core.services.web_deliveries import WebDeliveries
from core.store.engine import Store, open_store
from core.store.vault import Vault
from gateways.sandbox.clock import MovableClock
from locales.messages import ShortMessages

WEB = "web"
TELEGRAM = "telegram"
_REMEMBERED_CHATS = 10_000


@dataclass(slots=True)
class House:
    """Everything one process is made of. ``zone`` is that of the first exam: in it an operator tells instants without an offset."""

    settings: Settings
    clock: Clock
    store: Store
    vault: Vault
    exams: Exams
    services: Services
    routers: dict[str, Router]
    seating: Seating
    web_chats: WebChats
    web_deliveries: WebDeliveries
    outside: Outside
    bots: dict[str, Bot]
    dispatcher: Dispatcher
    turns: Turns
    web: WebChannel
    push: Push
    letters: Letters
    asked_receipts: AskedReceipts | None = None
    pacer: Pacer | None = None
    redis: Redis | None = None
    zone: tzinfo = UTC

    async def close(self) -> None:
        """Let go of everything; the store last."""
        await self.services.accounts.settle()
        for bot in self.bots.values():
            await bot.session.close()
        await self.dispatcher.storage.close()
        await self.outside.close()
        if self.redis is not None:
            await self.redis.aclose()
        await self.store.close()


def build(
    settings: Settings, *, clock: Clock | None = None, telegram: Bot | None = None, http: httpx.AsyncClient | None = None
) -> House:
    """The house for these settings.

    :param clock: another clock than the machine's; the sandbox brings one that can be moved.
    :param telegram: Telegram's bot, where there is one.
    :param http: how gateways reach the outside world; a client of their own where it isn't given.
    """
    clock = clock or (MovableClock() if settings.sandbox else SystemClock())
    store, vault = open_store(settings.database_url), Vault(settings.secret(), old=settings.secret_keys_old)
    exams, outside = Exams(store, clock), build_outside(settings, clock, http)
    asked_receipts = _ask_for_receipts(store, clock, vault, outside)
    web_chats, seating = WebChats(store, clock), Seating(store, clock, exams)
    routers: dict[str, Router] = {}
    answers = Answers(store, clock, Desk(exams), exams, routers, outside.reader)
    services = _services(settings, clock, store, vault, exams, seating, outside, answers)
    bots = {WEB: web_bot(web_chats, clock), **({TELEGRAM: telegram} if telegram else {})}
    redis = redis_of(settings.redis_url) if settings.redis_url else None
    pacer = paced(telegram, settings, redis) if telegram else None
    storage, turns = _turns(settings, store)
    channels = {bot.id: name for name, bot in bots.items()}
    dispatcher, managers = build_dispatcher(services, storage, channels, _group(settings, services))
    letters = _letters(settings, clock, store, vault, outside, bots)
    return House(
        settings=settings,
        clock=clock,
        store=store,
        vault=vault,
        exams=exams,
        services=services,
        routers=routers,
        seating=seating,
        web_chats=web_chats,
        web_deliveries=WebDeliveries(store, clock),
        outside=outside,
        asked_receipts=asked_receipts,
        bots=bots,
        dispatcher=dispatcher,
        turns=turns,
        web=WebChannel(bots[WEB], dispatcher, turns, web_chats, clock),
        push=Push(store, letters, _teller(services, bots, managers, turns, web_chats), services.reminders.telling),
        letters=letters,
        pacer=pacer,
        redis=redis,
    )


def _ask_for_receipts(store: Store, clock: Clock, vault: Vault, outside: Outside) -> AskedReceipts | None:
    """Remember each message whose carrier has to be asked what became of it; ``None`` for one that tells by itself."""
    details = outside.details
    if details is None:
        return None
    outside.sms = RememberedSms(store, clock, vault, outside.sms, details)
    return AskedReceipts(store, clock, vault, Receipts(store, clock), details)


def _services(
    settings: Settings, clock: Clock, store: Store, vault: Vault, exams: Exams, seating: Seating, outside: Outside, answers: Answers
) -> Services:
    desk = Desk(exams)
    eligibility = Eligibility(store, exams, Catalogues(store, clock))
    seekers = Seekers(clock, desk, eligibility)
    faces = Faces(store, clock, outside.face, public_url=settings.public_url)
    return Services(
        chats=Chats(store, clock, desk),
        accounts=Accounts(
            store, clock, vault, outside.bank, outside.sms, exams, ShortMessages(), faces, address_factor=settings.address_factor
        ),
        pages=Pages(store, clock),
        journey=Journey(store, clock, vault, desk, exams),
        entering=Entering(store, clock, desk),
        filling=Filling(store, clock, desk, outside.studio, outside.printer),
        choosing=Choosing(store, clock, desk, eligibility),
        positions=Positions(store, desk),
        matching=Matching(store, seekers),
        filtering=Filtering(store, seekers),
        comparing=Comparing(store, desk, seekers),
        favourites=Favourites(store, clock, desk, exams),
        applicants=Applicants(store, clock, desk, exams),
        charts=outside.charts,
        painter=outside.painting,
        payments=Payments(store, clock, outside.providers, exams, public_url=settings.public_url),
        printing=Printing(store, clock, vault, desk, seating, outside.printer),
        faces=faces,
        reminders=Reminders.of(store, clock, exams, channel_rates(settings)),
        answers=answers,
        tickets=Tickets(store, clock, vault, exams),
        public_url=settings.public_url,
        max_upload_mb=settings.max_upload_mb,
    )


def _group(settings: Settings, services: Services) -> StaffGroup | None:
    """Who hears the staff's group, where there is one."""
    number = settings.telegram_support_group
    return StaffGroup(services.tickets, number) if number is not None else None


def channel_rates(settings: Settings) -> ChannelRates:
    """What each channel carries, for the timetables of reminders."""
    return ChannelRates({**ChannelRates().per_s, TELEGRAM: settings.telegram_per_second})


def _teller(services: Services, bots: Mapping[str, Bot], managers: BgManagerFactory, turns: Turns, web_chats: WebChats) -> Teller:
    speakers = {**CASE_SPEAKERS, **Reminding(services.reminders.telling).speakers()}
    return Teller(bots, managers, turns, {WEB: web_chats}, speakers, Replies(services.tickets).couriers())


def _letters(settings: Settings, clock: Clock, store: Store, vault: Vault, outside: Outside, bots: Mapping[str, Bot]) -> Letters:
    return Letters(
        store,
        clock,
        vault,
        outside.sms,
        ShortMessages(),
        channels=bots.keys(),
        pages=(WEB,),
        public_url=settings.public_url,
        patience=Patience(away=timedelta(hours=settings.web_away_hours)),
        spending=Spending(settings.sms_letters_a_day),
    )


def _turns(settings: Settings, store: Store) -> tuple[BaseStorage, Turns]:
    """Dialog state and locks: in one process the store and memory, shared between several Redis."""
    if settings.redis_url:
        redis = redis_of(settings.redis_url)
        shared = RedisDialogStorage(redis)
        return shared, Turns(RedisChatLocks(redis), shared)
    alone = settings.database_url.startswith("sqlite")
    storage = StoreStorage(store, remembered_chats=_REMEMBERED_CHATS if alone else 0)
    return storage, Turns(LocalChatLocks(), storage)
