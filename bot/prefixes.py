"""Which presses belong to no window: those whose data begins with a prefix of their own."""

from collections.abc import Awaitable, Callable

from aiogram.types import CallbackQuery


def begins_with(prefix: str) -> Callable[[CallbackQuery], Awaitable[bool]]:
    """A filter of presses. Asynchronous on purpose: the library runs any other filter in a thread, at every press."""

    async def is_ours(query: CallbackQuery) -> bool:
        return (query.data or "").startswith(prefix)

    return is_ours
