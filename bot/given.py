"""What every handler is given by the middleware, typed."""

from datetime import tzinfo
from typing import NamedTuple

from aiogram_dialog import DialogManager

from bot.services import Services
from core.model.account import Chat
from locales.words import Words


class Given(NamedTuple):
    """The use cases, who speaks, in which language and zone."""

    services: Services
    chat: Chat
    words: Words
    zone: tzinfo


def given(manager: DialogManager) -> Given:
    """The middleware's data of this update."""
    data = manager.middleware_data
    return Given(data["services"], data["chat"], data["words"], data["zone"])
