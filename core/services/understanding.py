"""Free text as a wish: what it says of education, fresh graduates, places, majors, people wanted; other words are looked for.

Words may stand apart or side by side, in traditional characters, in English, in any width. A word that the table says as it is
stays whole; only one that it doesn't is taken apart into words that are known.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.model.application import Level
from core.model.eligibility import Freshness, Stage
from core.model.wishes import MOST_WORDS, Facet, Fresh, Wish
from core.packs.searching import SearchWords, search_words, typed
from core.packs.tables.candidates import terms_of
from core.rules.eligibility.vocabulary import folded
from core.services.facets import Finder
from core.services.searching import plain

_SHORTEST_PLACE = 2
_MOST_VALUES = 12
_PLACES = (Facet.DISTRICT, Facet.LEVEL)
Meaning = tuple[Facet, tuple[str, ...]]


def is_question(text: str) -> bool:
    """Whether somebody asks something rather than looks for a position."""
    return search_words().patterns["question"].search(typed(text)) is not None


def asks_what_fits(text: str) -> bool:
    """Whether somebody asks which positions they can apply for."""
    bare = typed(text).strip("?!.~ \u3002")
    return search_words().patterns["fit"].search(bare) is not None


def understand(text: str, finder: Finder) -> Wish:
    """What the text looks for in that table."""
    return _Reading(finder, search_words()).read(text)


@dataclass(slots=True)
class _Reading:
    finder: Finder
    words: SearchWords
    _chosen: dict[Facet, tuple[str, ...]] = field(default_factory=dict)
    _sought: list[str] = field(default_factory=list)

    def read(self, text: str) -> Wish:
        rest = self.words.phrases.sub(self._take_phrase, typed(text))
        rest = self.words.patterns["headcount"].sub(self._take_number, rest)
        for term in self.words.patterns["separators"].split(rest):
            self._take(term)
        return Wish(dict(self._chosen), tuple(dict.fromkeys(self._sought))[:MOST_WORDS])

    def _take_phrase(self, match: re.Match[str]) -> str:
        self._take(match[0])
        return " "

    def _take_number(self, match: re.Match[str]) -> str:
        number = next(found for found in match.groups() if found)
        least = int(number) if number.isdecimal() else self.words.numerals[number]
        if least > 1:
            self._chosen[Facet.HEADCOUNT] = (str(least),)
        return " "

    def _take(self, term: str) -> None:
        if not term or self.words.patterns["noise"].match(term):
            return
        if term in self.words.meant:
            self._sought.append(self.words.meant[term])
        elif meaning := self._meaning(term):
            self._choose(*meaning)
        elif self._is_said(term) or not (parts := list(self._parts(term))):
            self._sought.append(term)
        else:
            for part in parts:
                self._take_part(part)

    def _take_part(self, part: str) -> None:
        """A piece of a word that was taken apart; what nobody knows is looked for."""
        part = self.words.patterns["particles"].sub("", part)
        if meaning := self._meaning(part):
            self._choose(*meaning)
        elif part and not self.words.patterns["noise"].match(part):
            self._sought.append(part)

    def _choose(self, facet: Facet, values: tuple[str, ...]) -> None:
        self._chosen[facet] = tuple(dict.fromkeys((*self._chosen.get(facet, ()), *values)))

    def _is_said(self, term: str) -> bool:
        return self.finder.searcher.saying(term, self.finder.table.bitmaps.everything) != 0

    def _meaning(self, term: str) -> Meaning | None:
        return self._of_person(term) or self._of_table(term)

    def _of_person(self, term: str) -> Meaning | None:
        """Words whose meaning no table changes."""
        if level := self.words.education.get(term):
            return Facet.EDUCATION, (level,)
        if fresh := self.words.fresh.get(term):
            return Facet.FRESH, (fresh,)
        if gender := self.words.gender.get(term):
            return Facet.GENDER, (gender,)
        terms = terms_of(term)
        if terms.level is not None:
            return Facet.EDUCATION, (Level(terms.level).name.lower(),)
        if terms.fresh_graduate is not None and len(term) > 1:
            return Facet.FRESH, ((Fresh.OPEN if terms.fresh_graduate is Freshness.NO else Fresh.ONLY).value,)
        return None

    def _of_table(self, term: str) -> Meaning | None:
        """Places and kinds that the table names, by what they are called or by a part of it; majors by their whole name."""
        for facet in _PLACES:
            if values := self._values(facet, term):
                return facet, values
        return (Facet.MAJOR, (term,)) if self._is_major(term) else None

    def _values(self, facet: Facet, term: str) -> tuple[str, ...]:
        if len(term) < _SHORTEST_PLACE:
            return ()
        bare = self.words.patterns["place"].sub("", term)
        known = {value: plain(value) for value in self.finder.values(facet)}
        exact = tuple(value for value, said in known.items() if term == said or bare == self.words.patterns["place"].sub("", said))
        if exact:
            return exact
        found = tuple(value for value, said in known.items() if term in said)
        return found if len(found) <= _MOST_VALUES else ()

    def _is_major(self, term: str) -> bool:
        """Whether it is the name of a major or a class. What only begins the name of another bachelor's major is a word."""
        name, index = folded(term), self.finder.table.index
        stages = {stage for stage, known in (*index.by_name, *index.classes) if known == name}
        if not stages or stages & {Stage.BACHELOR, None}:
            return bool(stages)
        return not any(stage is Stage.BACHELOR and known.startswith(name) for stage, known in index.by_name)

    def _parts(self, term: str) -> Iterator[str]:
        """The longest known words from the left, and what stands between them; nothing where none is known."""
        between, at, cut = "", 0, False
        if term.isascii():
            return
        while at < len(term):
            known = next((term[at:end] for end in range(len(term), at + 1, -1) if self._is_known(term[at:end])), "")
            if known:
                if between:
                    yield between
                yield known
                between, cut = "", True
                at += len(known)
            else:
                between += term[at]
                at += 1
        if cut and between:
            yield between

    def _is_known(self, piece: str) -> bool:
        if self.words.patterns["noise"].match(piece) or self._of_person(piece):
            return True
        return any(self._names_place(facet, piece) for facet in _PLACES)

    def _names_place(self, facet: Facet, piece: str) -> bool:
        """Inside a longer word only a whole name of a place counts, with or without its ending."""
        ending = self.words.patterns["place"]
        return any(piece in {said, ending.sub("", said)} for said in map(plain, self.finder.values(facet)) if len(piece) > 1)
