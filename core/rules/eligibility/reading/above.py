"""What stands above a sheet's header: its title with the exam's year, conditions for every row, measures that come after."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.model.conditions import LevelRequired
from core.rules.eligibility.reading.phrases import Read, read_phrases
from core.rules.eligibility.reading.setting import Setting
from core.rules.eligibility.vocabulary import Vocabulary, folded, folded_lines


@dataclass(frozen=True, slots=True)
class Above:
    """The texts that state conditions. ``states_education``: whether one of them is about education."""

    conditions: tuple[str, ...] = ()
    states_education: bool = False

    def read(self, setting: Setting) -> Sequence[Read]:
        """The conditions as they are for a row of that setting."""
        return [read for text in self.conditions for read in read_phrases(text, setting)]


def above_of(lines: Iterable[Sequence[str]], vocabulary: Vocabulary) -> Above:
    """Lines with a label ("conditions for applying") or with words of demand; titles and measures are none."""
    texts = tuple(text for line in lines if (text := _condition(line, vocabulary)))
    found = Above(texts).read(Setting(vocabulary))
    return Above(texts, any(isinstance(read, LevelRequired) for read in found))


def _condition(line: Sequence[str], vocabulary: Vocabulary) -> str | None:
    label, *rest = line
    text, name = "\n".join(rest), folded(label)
    if text:
        return text if vocabulary.has("above.conditions", name) else None
    labelled = vocabulary.match("phrases.labelled", folded_lines(label))
    if labelled:
        return label[_after_colon(label) :]
    is_title = vocabulary.has("phrases.title", name) or vocabulary.has("above.measures", name)
    return label if not is_title and vocabulary.has("phrases.demanding", name) else None


def _after_colon(label: str) -> int:
    match = re.search("[:\uff1a\u2236]", label)
    return match.end() if match else 0


def year_of(lines: Iterable[Sequence[str]], vocabulary: Vocabulary) -> int | None:
    """The exam's year as the titles name it; where they name several, it isn't known."""
    titles = [folded(line[0]) for line in lines if len(line) == 1]
    years = {found[1] for title in titles if (found := vocabulary.match("above.year", title))}
    return int(years.pop()) if len(years) == 1 else None
