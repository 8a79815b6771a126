"""Tables for the reading of questions: simplified forms from OpenCC, sounds from pypinyin, words that say nothing by themselves."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from core.rules.answers.spelling import Spelling
from core.rules.answers.strangeness import stem_of

_COMMON = [*range(0x4E00, 0x9FA6)]


def simplified() -> Mapping[str, str]:
    """Traditional characters with one simplified form each, as OpenCC has them."""
    from opencc import OpenCC

    converter = OpenCC("t2s")
    pairs = ((chr(code), converter.convert(chr(code))) for code in _COMMON)
    return {old: new for old, new in pairs if new != old and len(new) == 1}


def sounds(simplified_forms: Mapping[str, str]) -> Mapping[str, str]:
    """Syllables without tones and the characters that sound so; a traditional character is read in its simplified form."""
    from pypinyin import Style, pinyin

    found: dict[str, list[str]] = defaultdict(list)
    for code in _COMMON:
        one = chr(code)
        if one in simplified_forms or not _is_in_use(one):
            continue
        syllable = pinyin(one, style=Style.NORMAL)[0][0]
        if syllable.isascii() and syllable.isalpha():
            found[syllable].append(one)
    return {syllable: "".join(characters) for syllable, characters in sorted(found.items())}


def neutral(spelling: Spelling) -> list[str]:
    """Characters and words in plain spelling, and stems of English words, that say nothing of what is asked about."""
    told = tomllib.loads((Path(__file__).parent / "neutral.toml").read_text("utf-8"))
    chinese = {spelling.plain(word) for word in [*told["characters"], *told["chinese"].split()]}
    return sorted((chinese | {stem_of(word) for word in told["english"].split()}) - {""})


def _is_in_use(character: str) -> bool:
    """Whether it is one of the 6,763 characters of GB 2312: rarer ones aren't mistyped for each other."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
