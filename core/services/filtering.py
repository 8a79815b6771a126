"""Filters of the position table, kept with the candidate: facets with live numbers, and free text that is understood into them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from core.model.eligibility import Verdict
from core.model.wishes import Facet, Wish, read_wish
from core.services.facets import Option
from core.services.searching import plain
from core.services.seeking import Seeker, Seekers
from core.services.understanding import understand
from core.store.engine import Store, Tx
from core.store.queries.shelves import Shelf

PAGE = 10
_MOST_CHOSEN = 20


@dataclass(frozen=True, slots=True)
class Facets:
    """The facets this table offers, what is chosen of each, and how many positions are left: all, fitting, to be asked about.

    ``fits`` and ``ask`` are ``None`` as long as nothing is known of the candidate.
    """

    wish: Wish
    chosen: Mapping[Facet, tuple[str, ...]]
    found: int
    fits: int | None
    ask: int | None


@dataclass(frozen=True, slots=True)
class Options:
    """One page of the values of a facet. ``found``: how many positions the whole wish leaves."""

    facet: Facet
    options: tuple[Option, ...]
    number: int
    pages: int
    found: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a text was understood as, and how many positions it has."""

    wish: Wish
    count: int


class Filtering:
    """Narrows the table of a chat's exam down."""

    def __init__(self, store: Store, seekers: Seekers) -> None:
        self._store = store
        self._seekers = seekers

    async def facets(self, chat_id: int) -> Facets | None:
        """What can be filtered by, and what is left; ``None`` without an exam."""

        def work(tx: Tx) -> Facets | None:
            seeker = self._seekers.open(tx, chat_id)
            return _facets(seeker) if seeker is not None else None

        return await self._store.read(work)

    async def options(self, chat_id: int, facet: Facet, number: int, like: str = "") -> Options | None:
        """The values of a facet with their numbers among what else is wished for; of majors the candidate's own come first."""

        def work(tx: Tx) -> Options | None:
            seeker = self._seekers.open(tx, chat_id)
            if seeker is None:
                return None
            found = _own_majors(seeker, like) if facet is Facet.MAJOR else _options(seeker, facet, like)
            pages = max(-(-len(found) // PAGE), 1)
            shown = min(max(number, 0), pages - 1)
            count = seeker.finder.bits(seeker.wish).bit_count()
            return Options(facet, tuple(found[shown * PAGE : (shown + 1) * PAGE]), shown, pages, count)

        return await self._store.read(work)

    async def toggle(self, chat_id: int, facet: Facet, value: str) -> None:
        """Choose a value of a facet, or let it go again."""

        def changed(wish: Wish) -> Wish:
            after = wish.toggled(facet, value)
            return after if len(after.of(facet)) <= _MOST_CHOSEN else wish

        await self._change(chat_id, changed)

    async def clear(self, chat_id: int, facet: Facet | None = None) -> None:
        """Filter by nothing any more, or no more by that facet."""
        await self._change(chat_id, lambda wish: Wish() if facet is None else wish.without(facet))

    async def search(self, chat_id: int, text: str) -> Found | None:
        """Understand a text and filter by that alone; what finds nothing isn't kept. ``None`` without an exam."""

        def work(tx: Tx) -> Found | None:
            seeker = self._seekers.open(tx, chat_id)
            if seeker is None:
                return None
            wish = understand(text, seeker.finder)
            return Found(wish, seeker.finder.bits(wish).bit_count() if wish else 0)

        found = await self._store.read(work)
        if found is not None and found.count:
            await self._change(chat_id, lambda _: found.wish)
        return found

    async def _change(self, chat_id: int, change: Callable[[Wish], Wish]) -> None:
        def changed(shelf: Shelf) -> Shelf:
            return replace(shelf, wish=change(read_wish(shelf.wish)).as_json())

        await self._store.write(lambda tx: self._seekers.change(tx, chat_id, changed))


def _facets(seeker: Seeker) -> Facets:
    wish, finder = seeker.wish, seeker.finder
    bits = finder.bits(wish)
    offered = {facet: wish.of(facet) for facet in Facet if finder.offers(facet) or wish.of(facet)}
    if seeker.verdicts is None:
        return Facets(wish, offered, bits.bit_count(), None, None)
    found = seeker.verdicts.found.bits
    counts = [(found[verdict] & bits).bit_count() for verdict in (Verdict.FITS, Verdict.ASK)]
    return Facets(wish, offered, bits.bit_count(), *counts)


def _options(seeker: Seeker, facet: Facet, like: str) -> list[Option]:
    return seeker.finder.options(facet, seeker.wish, seeker.finder.table.bitmaps.everything, like=like)


def _own_majors(seeker: Seeker, like: str) -> list[Option]:
    """The candidate's own majors, those that are chosen, and names of the catalogue with the typed words."""
    wish, finder = seeker.wish, seeker.finder
    own = [study.major for study in seeker.facts.studies if study.major] if seeker.facts else []
    sought = plain(like)
    named = [name for _, name in finder.table.index.by_name if sought and sought in plain(name)]
    names = dict.fromkeys([*wish.of(Facet.MAJOR), *own, *sorted(named, key=len)])
    others = finder.bits(wish.without(Facet.MAJOR))
    found = [Option(name, (finder.searcher.covering(name) & others).bit_count(), name in wish.of(Facet.MAJOR)) for name in names]
    return [one for one in found if one.count or one.is_chosen][:_MOST_CHOSEN]
