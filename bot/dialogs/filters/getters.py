"""What the filter windows show."""

from typing import Any

from aiogram_dialog import DialogManager

from bot.dialogs.filters.data import FACETS, TYPED, Filtered, value_key
from bot.dialogs.filters.lines import value_name, wish_line
from bot.memory import Memory
from bot.services import Services
from core.model.account import Chat
from core.model.wishes import Facet
from core.services.facets import Option
from core.services.filtering import Facets, Options
from locales.words import T, Words

FILTERED = Memory(Filtered)
_LONGEST_LABEL = 40


async def main(services: Services, chat: Chat, words: Words, **_: Any) -> dict[str, Any]:
    """The facets, what is chosen of each, and how many positions are left."""
    seen = await services.filtering.facets(chat.id)
    if seen is None:
        return {"left": words(T("Please choose an exam first.")), "facets": [], "wish": "", "filtered": False}
    facets = [(facet.value, _facet_label(facet, values, words)) for facet, values in seen.chosen.items()]
    return {"left": _left(seen, words), "facets": facets, "wish": wish_line(seen.wish, words), "filtered": bool(seen.wish)}


def _facet_label(facet: Facet, values: tuple[str, ...], words: Words) -> str:
    told = ", ".join(value_name(facet, value, words) for value in values)
    return f"{words(FACETS[facet])}: {told}"[:_LONGEST_LABEL] if told else words(FACETS[facet])


def _left(seen: Facets, words: Words) -> str:
    if seen.fits is None:
        return words(T("{found} positions are left."), found=seen.found)
    return words(T("{found} positions are left; of these {fits} fit you, {ask} have to be asked about."), **_counts(seen))


def _counts(seen: Facets) -> dict[str, Any]:
    return {"found": seen.found, "fits": seen.fits, "ask": seen.ask}


async def options(services: Services, chat: Chat, words: Words, dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """One page of a facet's values, each with its number; chosen ones are ticked."""
    filtered = FILTERED.of(dialog_manager)
    facet = Facet(filtered.facet) if filtered.facet else Facet.EDUCATION
    seen = await services.filtering.options(chat.id, facet, filtered.page, filtered.like)
    typed = words(T("Type some words of it to find it.")) if facet in TYPED else ""
    like = words(T("Those with “{like}”:"), like=filtered.like) if filtered.like else ""
    return {"facet": words(FACETS[facet]), "typed": typed, "like": like, **_listed(seen, facet, words)}


def _listed(seen: Options | None, facet: Facet, words: Words) -> dict[str, Any]:
    if seen is None:
        return {"options": [], "left": "", "has_previous": False, "has_next": False, "has_chosen": False}
    return {
        "options": [(value_key(one.value), _option_label(facet, one, words)) for one in seen.options],
        "left": words(T("{found} positions are left."), found=seen.found),
        "has_previous": seen.number > 0,
        "has_next": seen.number + 1 < seen.pages,
        "has_chosen": any(one.is_chosen for one in seen.options),
    }


def _option_label(facet: Facet, option: Option, words: Words) -> str:
    ticked = "✓ " if option.is_chosen else ""
    return f"{ticked}{value_name(facet, option.value, words)[:_LONGEST_LABEL]} ({option.count})"
