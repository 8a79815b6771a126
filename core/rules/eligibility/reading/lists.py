"""The majors of a row: a column for each level or one for all, narrowed by what other columns say of single codes."""

import re
from collections.abc import Sequence
from dataclasses import replace

from core.model.conditions import MajorItem, MajorList, MajorRequired, NotUnderstood
from core.model.eligibility import Stage
from core.rules.eligibility.majors import Index, aliases, bare
from core.rules.eligibility.reading.majors import listed, read_list
from core.rules.eligibility.reading.splitting import split_outside
from core.rules.eligibility.vocabulary import folded

_STAGE = {"major_graduate": Stage.GRADUATE, "major_bachelor": Stage.BACHELOR, "major_junior": Stage.JUNIOR}
_ALL = tuple(Stage)
_CODED = re.compile(r"(?P<name>[^()]+?)(?P<brackets>(?:\([^()]*\))*?)\((?P<code>[A-Z]?\d{4,6}(?:TK|T|K)?)\)(?P<rest>[^()]*)")
_COMMAS = re.compile("[,;]")


Texts = Sequence[tuple[str, str]]


def read_major_columns(texts: Texts, narrowings: Sequence[str], index: Index) -> list[MajorRequired | NotUnderstood]:
    """One condition for all levels together. ``narrowings`` that fit no entry have to be asked about."""
    lists = {_STAGE[key]: read_list(text, (_STAGE[key],), index) for key, text in texts if key in _STAGE}
    for key, text in texts:
        if key == "major":
            lists.update(_by_level(text, index))
    unused = [words for words in narrowings if not _narrow(lists, words, index)]
    words = " | ".join(text for text in [*(text for _, text in texts), *narrowings] if text)
    return [MajorRequired(words, lists), *(NotUnderstood(one, "major") for one in unused)]


def _by_level(text: str, index: Index) -> dict[Stage, MajorList]:
    """A single column may name the levels itself: "bachelor: …; graduate: …". Otherwise it holds for all of them."""
    pieces = [piece for piece in re.split("[;\n]", folded_keeping_lines(text)) if piece]
    marked = [(next((stage for stage in _ALL if index.vocabulary.has(f"major.{stage}", piece)), None), piece) for piece in pieces]
    if not any(stage for stage, _ in marked):
        return {stage: read_list(text, (stage,), index) for stage in _ALL}
    lists: dict[Stage, list[MajorItem]] = {stage: [] for stage in _ALL}
    unlimited: dict[Stage, MajorList] = {}
    current: Stage | None = None
    for marker, piece in marked:
        current = marker or current
        if current is None:
            continue
        part = read_list(index.vocabulary.patterns[f"major.{current}"].sub("", piece), (current,), index)
        if part.unlimited:
            unlimited[current] = part
        lists[current] += part.items
    return {stage: unlimited.get(stage) or listed(text, tuple(items)) for stage, items in lists.items()}


def folded_keeping_lines(text: str) -> str:
    """Folded, line by line."""
    return "\n".join(folded(line) for line in text.splitlines())


def _narrow(lists: dict[Stage, MajorList], words: str, index: Index) -> bool:
    """Put every "X (only: …)(code)" or "X (code), without …" of ``words`` to its entry; false where any can't be placed."""
    found = [_CODED.fullmatch(part) for part in _parts(words, index)]
    return bool(found) and _all_placed(lists, found, index)


def _all_placed(lists: dict[Stage, MajorList], found: Sequence[re.Match[str] | None], index: Index) -> bool:
    placed = [match is not None and _narrow_code(lists, match, index) for match in found]
    return all(placed)


def _parts(words: str, index: Index) -> list[str]:
    """The entries; what an entry leaves out stands behind a comma of its own."""
    parts: list[str] = []
    for part in split_outside(words, _COMMAS):
        if parts and index.vocabulary.has("major.left_out", part):
            parts[-1] += part
        else:
            parts.append(part)
    return parts


def _narrow_code(lists: dict[Stage, MajorList], match: re.Match[str], index: Index) -> bool:
    code, vocabulary = bare(match["code"]), index.vocabulary
    only = vocabulary.match("major.only", match["name"] + match["brackets"])
    without = vocabulary.match("major.without", match["name"] + match["rest"])
    if not (only or without or vocabulary.has("major.widened", match["rest"])):
        return False
    stages = [stage for stage, majors in lists.items() if any(code in item.codes for item in majors.items)]
    for stage in stages:
        items = [_narrowed(item, only, without) if code in item.codes else item for item in lists[stage].items]
        named = aliases(match["name"], vocabulary)
        items = [_doubted(item, named) if code in item.codes else item for item in items]
        lists[stage] = listed(lists[stage].words, tuple(items))
    return bool(stages)


def _narrowed(item: MajorItem, only: re.Match[str] | None, without: re.Match[str] | None) -> MajorItem:
    return replace(
        item,
        only=item.only | _split(only["only"] if only else ""),
        without=item.without | _split(without["without"] if without else ""),
    )


def _doubted(item: MajorItem, named: frozenset[str]) -> MajorItem:
    """Where the narrowing calls the code by another name than the list does, nothing is certain."""
    return replace(item, doubtful=True) if item.names and named.isdisjoint(item.names) else item


def _split(text: str) -> frozenset[str]:
    return frozenset(filter(None, re.split("[\u3001,/\u6216]", text)))
