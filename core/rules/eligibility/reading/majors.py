"""Lists of majors: entries, their codes and names, what narrows them, and whether the catalogue knows them."""

import re
from collections.abc import Iterator
from dataclasses import replace

from core.model.conditions import MajorItem, MajorList
from core.model.eligibility import Stage
from core.rules.eligibility.majors import GROUP, Index, aliases, bare
from core.rules.eligibility.reading.splitting import split_outside
from core.rules.eligibility.vocabulary import folded

_SHORT = 4
_COMMAS = re.compile("[,;]")
_LETTERS = "ABC"


def read_list(words: str, stages: tuple[Stage, ...], index: Index) -> MajorList:
    """The list of majors in a cell; ``stages`` are the levels it may speak of."""
    text, vocabulary = folded(words), index.vocabulary
    if not text:
        return MajorList(words, unlimited=False)
    if vocabulary.has("open", text):
        return MajorList(words, unlimited=True)
    return listed(words, tuple(read_item(piece, stages, index) for piece in _pieces(text, stages, index)))


def listed(words: str, items: tuple[MajorItem, ...]) -> MajorList:
    """A list with the union of what its entries cover, so that most diplomas are told apart at once."""
    codes = frozenset().union(*(item.codes for item in items))
    names = frozenset().union(*(item.names for item in items))
    return MajorList(words, False, items, codes, names, any(item.vague or item.broad for item in items))


def _pieces(text: str, stages: tuple[Stage, ...], index: Index) -> Iterator[str]:
    """Entries are separated by commas; by the Chinese enumeration sign too, unless that belongs to a name."""
    for piece in split_outside(text, _COMMAS):
        parts = split_outside(piece, index.vocabulary.patterns["major.lists"])
        if len(parts) == 1 or _is_one_name(piece, parts, stages, index):
            yield piece
        else:
            yield from parts


def _is_one_name(piece: str, parts: list[str], stages: tuple[Stage, ...], index: Index) -> bool:
    coded = [index.vocabulary.has("major.code", part) for part in parts]
    if coded[-1] and not any(coded[:-1]):
        return True
    name = _name_of(piece, index)
    return any(index.named(stage, name) or index.classed(stage, name) for stage in stages)


def _name_of(piece: str, index: Index) -> str:
    match = index.vocabulary.match("major.code", piece)
    return match["name"] if match else piece


def read_item(piece: str, stages: tuple[Stage, ...], index: Index) -> MajorItem:
    """One entry: a group, or a name with or without code, perhaps narrowed."""
    known = index.items.get((piece, stages))
    if known is None:
        item = _read_item(piece, stages, index)
        known = index.items[piece, stages] = replace(item, vague=True) if index.missing else item
    return known


def _read_item(piece: str, stages: tuple[Stage, ...], index: Index) -> MajorItem:
    piece, only, without = _narrowing(piece, index)
    group = index.vocabulary.match("major.group", piece)
    if group:
        return _group(piece, group["code"], group["name"], index)
    match = index.vocabulary.match("major.code", piece)
    item = _coded(piece, match["name"], match["code"], index) if match else _uncoded(piece, stages, index)
    return replace(item, only=only, without=without) if only or without else item


def _narrowing(piece: str, index: Index) -> tuple[str, frozenset[str], frozenset[str]]:
    match = index.vocabulary.match("major.only", piece)
    if match:
        return match["name"] + match["rest"], _names(match["only"]), frozenset()
    match = None if index.vocabulary.has("major.listed", piece) else index.vocabulary.match("major.without", piece)
    if match:
        return match["name"], frozenset(), _names(match["without"])
    return piece, frozenset(), frozenset()


def _names(text: str) -> frozenset[str]:
    return frozenset(filter(None, re.split("[\u3001,/]", text)))


def _group(piece: str, code: str, name: str, index: Index) -> MajorItem:
    known = index.catalogue.groups.get(code) if index.catalogue else None
    agrees = known is not None and folded(known.name) == name
    return MajorItem(piece, frozenset({GROUP + code}), frozenset(), doubtful=not agrees, vague=not agrees)


def _coded(piece: str, name: str, code: str, index: Index) -> MajorItem:
    """A name with a code: where the catalogue calls the code otherwise, or lacks it, nothing is certain."""
    names, known, code = aliases(name, index.vocabulary), index.catalogue, bare(code)
    if known and code.isdigit() and code in known.groups:
        return _group(piece, code, name, index)
    if known is None:
        return MajorItem(piece, frozenset({code}), names, broad=len(code.lstrip(_LETTERS)) <= _SHORT)
    if index.field_of(code):
        return MajorItem(piece, frozenset({code}), names)
    agrees = not names.isdisjoint(index.names_of(code))
    return MajorItem(piece, frozenset({code}), names, doubtful=not agrees)


def _uncoded(piece: str, stages: tuple[Stage, ...], index: Index) -> MajorItem:
    """A name alone: the catalogue's major or class of that name; else what it says, and perhaps more than that."""
    name = index.vocabulary.patterns["major.suffix"].sub("", piece)
    names = frozenset({piece, name})
    majors = {code for stage in stages for one in names for code in index.named(stage, one)}
    found = majors or {code for stage in stages for one in names for code in index.classed(stage, one)}
    is_open = index.vocabulary.has("major.vague", piece)
    if found:
        return MajorItem(piece, frozenset(found), names, doubtful=is_open, vague=is_open)
    if index.catalogue is None:
        return MajorItem(piece, frozenset(), names, vague=is_open, broad=index.vocabulary.has("major.coarse", piece))
    return MajorItem(piece, frozenset(), names, doubtful=True, vague=True)
