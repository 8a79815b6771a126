"""What the windows of fitting positions show."""

from collections.abc import Mapping
from typing import Any

from aiogram_dialog import DialogManager

from bot.dialogs.filters.data import value_key
from bot.dialogs.filters.lines import wish_line
from bot.dialogs.match.data import Matched
from bot.dialogs.match.questions import ANSWERS, EMPTY, PASSED_OVER, QUESTIONS
from bot.dialogs.position.columns import short_line
from bot.dialogs.position.verdicts import kind_name
from bot.memory import Memory
from bot.services import Services
from core.model.account import Chat
from core.model.wishes import Facet
from core.services.matching import Listed, Overview, Tab
from core.services.missing import Question
from locales.words import T, Words

MATCHED = Memory(Matched)
OFFERED = 8
_LONGEST_LABEL = 44
_TALLIED = 4
_TABS: Mapping[Tab, str] = {
    Tab.FITS: T("Fit ({count})"),
    Tab.ASK: T("To be asked ({count})"),
    Tab.NEAR: T("One thing missing ({count})"),
    Tab.ALL: T("All ({count})"),
}
_MEANINGS: Mapping[Tab, str] = {
    Tab.FITS: T("These fit you, by what is known of you."),
    Tab.ASK: T("About these the recruiting unit has to be asked: not everything can be told from here."),
    Tab.NEAR: T("Of these you meet everything but one thing; it is named at each."),
    Tab.ALL: T("All positions of the table."),
}
_EMPTY: Mapping[str, Any] = {
    "meaning": "",
    "wish": "",
    "districts": "",
    "levels": "",
    "positions": [],
    "tabs": [],
    "question": False,
    "has_previous": False,
    "has_next": False,
    "several": False,
    "filtered": False,
    "nothing": False,
    "answered": "",
    "is_all": False,
    "is_sorted": True,
}


async def main(services: Services, chat: Chat, words: Words, dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The numbers of every list, and one page of one of them."""
    matched = MATCHED.of(dialog_manager)
    seen = await services.matching.overview(chat.id, Tab(matched.tab) if matched.tab else None, matched.page)
    if seen is None:
        return {"hint": words(T("Please choose an exam first.")), **_EMPTY, "page": "", "compared": 0, "has_compared": False}
    compared = len(await services.comparing.codes(chat.id))
    hint = (
        "" if seen.is_known else words(T("Please fill in your education in the form first; then I can tell which positions fit."))
    )
    return {"hint": hint, **_listed(seen, words), "compared": compared, "has_compared": compared > 0}


def _listed(seen: Overview, words: Words) -> dict[str, Any]:
    return {
        "meaning": words(_MEANINGS[seen.tab]),
        **_filters(seen, words),
        "districts": _tally(seen.tallies[Facet.DISTRICT], T("By district: {counts}"), words),
        "levels": _tally(seen.tallies[Facet.LEVEL], T("By kind of post: {counts}"), words),
        "positions": [(one.position.code, _label(one, words)) for one in seen.listed],
        "tabs": [(tab.value, ("✓ " if tab is seen.tab else "") + words(_TABS[tab], count=count)) for tab, count in _counts(seen)],
        "question": seen.question is not None,
        "nothing": not seen.listed,
        "answered": seen.answered if seen.is_known and seen.answered else "",
        "is_all": seen.tab is Tab.ALL,
        "is_sorted": seen.tab is not Tab.ALL,
        **_pages(seen, words),
    }


def _filters(seen: Overview, words: Words) -> dict[str, Any]:
    return {"wish": wish_line(seen.wish, words), "filtered": bool(seen.wish)}


def _pages(seen: Overview, words: Words) -> dict[str, Any]:
    told = words(T("Page {number} of {pages}"), number=seen.number + 1, pages=seen.pages) if seen.pages > 1 else ""
    return {"page": told, "has_previous": seen.number > 0, "has_next": seen.number + 1 < seen.pages}


def _counts(seen: Overview) -> list[tuple[Tab, int]]:
    return [(tab, seen.counts[tab]) for tab in Tab if tab in seen.counts and len(seen.counts) > 1]


def _tally(counts: list[tuple[str, int]], sentence: str, words: Words) -> str:
    """The largest ones, and how many are in the others together; nothing where there is only one."""
    if len(counts) < 2:
        return ""
    told = [f"{value} {count}" for value, count in counts[:_TALLIED]]
    rest = sum(count for _, count in counts[_TALLIED:])
    return words(sentence, counts=" · ".join([*told, *([words(T("others {count}"), count=rest)] if rest else [])]))


def _label(one: Listed, words: Words) -> str:
    missing = words(T("only {kind}: "), kind=kind_name(one.lacking, words)) if one.lacking else ""
    return missing + short_line(one.position)


async def question(services: Services, chat: Chat, words: Words, dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The one question that decides most now."""
    asked = await services.matching.question(chat.id)
    if asked is None:
        return {"asked": words(T("Nothing more has to be asked.")), "why": "", "answers": [], **_offers(None, Matched())}
    matched = MATCHED.of(dialog_manager)
    mine = matched if matched.asked == asked.field else Matched()
    answers = [(f"{asked.field}:{value}", words(label)) for value, label in ANSWERS.get(asked.kind, ())]
    return {
        "asked": words(QUESTIONS[asked.kind]),
        "why": words(T("It decides something at {count} positions."), count=asked.decides),
        "answers": [*answers, (f"{asked.field}:{EMPTY}", words(PASSED_OVER))],
        **_offers(asked, mine),
    }


def _offers(asked: Question | None, mine: Matched) -> dict[str, Any]:
    """One page of what may hold together, ticked ones and typed ones first named."""
    typed = [one for one in mine.ticked if asked and one not in asked.offers]
    offers = [*typed, *asked.offers] if asked else []
    pages = max(-(-len(offers) // OFFERED), 1)
    shown = min(mine.offered, pages - 1)
    here = offers[shown * OFFERED : (shown + 1) * OFFERED]
    return {
        "offers": [(value_key(one), ("✓ " if one in mine.ticked else "") + one[:_LONGEST_LABEL]) for one in here],
        "offers_back": shown > 0,
        "offers_next": shown + 1 < pages,
        "ticked": len(mine.ticked),
        "has_ticked": bool(mine.ticked),
    }
