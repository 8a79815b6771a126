"""What a question speaks of that no phrasing explains: an open world, so a thing nobody has heard of forbids a direct answer.

There are more things than any list can name ("Netflix", "驾照" …), but few words that candidates need. A question is answered
directly only where each of its words is known from phrasings of entries or says nothing by itself (who, when, please).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_RUNS = re.compile(r"[a-z]+|[0-9]+|[^\sa-z0-9]+")
_ENDINGS = ("ing", "ed", "es", "s", "e", "ly")
_LONGEST = 5
_LEAST_STEM = 3
_COUNTED = 2
_FIRST, _LAST = "\u3400", "\u9fff"
"""Chinese characters; one without a sound is so rare that it stands in a name and names no thing."""


@dataclass(frozen=True, slots=True)
class Known:
    """The words that explain a question; a mask has one bit for each entry.

    :ivar pairs: two characters that stand side by side in phrasings, and the entries whose phrasings these are.
    :ivar words: stems of Latin words, and the entries whose phrasings have them.
    :ivar neutral: words in plain spelling and stems of Latin words that say nothing of what is asked about.
    :ivar sounds: characters and their syllables.
    :ivar heard: pairs with one character replaced by its sound, and pairs of sounds.
    """

    pairs: Mapping[str, int]
    words: Mapping[str, int]
    neutral: frozenset[str]
    sounds: Mapping[str, str]
    heard: Mapping[str, int]

    def strange(self, plain: str, mask: int) -> list[str]:
        """The parts of a question in plain spelling that neither the entries of ``mask`` nor neutral words explain."""
        found: list[str] = []
        for run in _RUNS.findall(plain):
            if run.isdecimal() and run.isascii():
                found += [run] if len(run) > _COUNTED else []
            else:
                found += self._latin(run, mask) if run.isascii() else self._characters(run, mask)
        return found

    def _latin(self, word: str, mask: int) -> list[str]:
        stem = stem_of(word)
        if stem in self.neutral or self.words.get(stem, 0) & mask or self._is_pinyin(word, mask):
            return []
        return [word]

    def _characters(self, run: str, mask: int) -> list[str]:
        explained = [_FIRST <= one <= _LAST and one not in self.sounds for one in run]
        for at in range(len(run)):
            for end in range(at + 1, min(at + _LONGEST, len(run)) + 1):
                if run[at:end] in self.neutral:
                    explained[at:end] = [True] * (end - at)
            if at + 1 < len(run) and self._is_pair(run[at], run[at + 1], mask):
                explained[at] = explained[at + 1] = True
        return list(_gaps(run, explained))

    def _is_pair(self, first: str, second: str, mask: int) -> bool:
        """Whether they stand together in a phrasing, or would with one of them spelt as it sounds beside a telling one."""
        if self.pairs.get(first + second, 0) & mask:
            return True
        return (second not in self.neutral and bool(self.heard.get(self.sounds.get(first, "") + second, 0) & mask)) or (
            first not in self.neutral and bool(self.heard.get(first + self.sounds.get(second, ""), 0) & mask)
        )

    def _is_pinyin(self, word: str, mask: int) -> bool:
        """Whether a Latin word is known characters spelt by sound, two syllables at least."""
        return any(self.heard.get(word[:end], 0) & mask and self._goes_on(word[end:], mask) for end in range(3, len(word) + 1))

    def _goes_on(self, rest: str, mask: int) -> bool:
        return not rest or bool(self.heard.get(rest, 0) & mask) or self._is_pinyin(rest, mask)


def known_of(pairs: Mapping[str, int], words: Mapping[str, int], neutral: frozenset[str], sounds: Mapping[str, str]) -> Known:
    """Everything that explains, from the pieces of phrasings."""
    heard: dict[str, int] = {}
    for pair, mask in pairs.items():
        first, second = (sounds.get(one, "") for one in pair)
        if first and second:
            for spelt in (first + pair[1], pair[0] + second, first + second):
                heard[spelt] = heard.get(spelt, 0) | mask
    return Known(pairs, words, neutral, sounds, heard)


def pairs_of(plain: str) -> Iterator[str]:
    """The pairs of characters of a question in plain spelling that stand side by side."""
    for run in _RUNS.findall(plain):
        if not run.isascii():
            yield from (run[at : at + 2] for at in range(len(run) - 1))


def stem_of(word: str) -> str:
    """A Latin word without its ending, roughly; equal for forms of one word."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            word = word[: -len(ending)]
            break
    return word


def _gaps(run: str, explained: list[bool]) -> Iterator[str]:
    gap = ""
    for one, is_explained in zip(run, explained, strict=True):
        if is_explained and gap:
            yield gap
            gap = ""
        elif not is_explained:
            gap += one
    if gap:
        yield gap
