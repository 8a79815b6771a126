"""Where a phrase stands: the exam's year, the row's district, what the sheet states for all its rows, what the pack says."""

from dataclasses import dataclass

from core.model.conditions import HouseholdRequired
from core.model.exam import NO_TERMS, Terms
from core.rules.eligibility.vocabulary import Vocabulary, folded

_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Setting:
    """The surroundings of a row. ``prefectures``: stems of the cities the table knows. ``text``: unit and post, folded."""

    vocabulary: Vocabulary
    year: int | None = None
    district: str = ""
    prefectures: frozenset[str] = frozenset()
    text: str = ""
    broader: HouseholdRequired | None = None
    terms: Terms = NO_TERMS

    @property
    def provincial(self) -> bool:
        """Whether the post is one of the province itself."""
        return self.vocabulary.has("posts.provincial", folded(self.district))

    @property
    def seat(self) -> str | None:
        """The city of the post, with the word for its kind; ``None`` where the post has none."""
        place = folded(self.district)
        if not place or self.provincial:
            return None
        has_kind = self.vocabulary.has("places.suffix", place) and len(place) > _SHORTEST
        return place if has_kind else place + self.vocabulary.names["places"]["default"]

    def law_classes(self) -> tuple[frozenset[str], frozenset[str]]:
        """Classes of the legal certificate that count for this post, and those that may (guide 14)."""
        if self.vocabulary.has("certificates.c_places", self.text):
            return frozenset("ABC"), frozenset()
        perhaps = self.vocabulary.has("certificates.c_perhaps", self.text)
        return frozenset("AB"), frozenset("C") if perhaps else frozenset()

    def number(self, text: str) -> float:
        """A number in digits or as a word."""
        return float(text) if text.isdigit() else float(self.vocabulary.names["numerals"][text])
