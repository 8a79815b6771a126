"""Free words of a row: each phrase is a condition, a duty, a narrowing of the majors, or something nobody understood.

Duties look like conditions and negations contain what they negate, so every recogniser takes a whole phrase or none of it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from core.model.account import Gender
from core.model.conditions import (
    CertificateRequired,
    Condition,
    FactRequired,
    FirstDegreeRequired,
    FreshRequired,
    GenderRequired,
    GrassrootsRequired,
    LawRequired,
    NotUnderstood,
    OrdinaryStudy,
    ProgrammeRequired,
)
from core.rules.eligibility.certificates import read_certificate
from core.rules.eligibility.reading.ages import read_age
from core.rules.eligibility.reading.places import read_ethnicity, read_household, read_service
from core.rules.eligibility.reading.politics import read_politics
from core.rules.eligibility.reading.setting import Setting
from core.rules.eligibility.reading.splitting import split_outside
from core.rules.eligibility.reading.stating import read_stated
from core.rules.eligibility.vocabulary import Vocabulary, folded, folded_lines

_CODE = re.compile(r"\([A-Z]?\d{4,6}[A-Z]{0,2}\)")
_GENDERS = {"\u7537": Gender.MALE, "\u5973": Gender.FEMALE}


@dataclass(frozen=True, slots=True)
class Duty:
    """What follows after being recruited: no condition."""

    words: str


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Words that belong to the list of majors: directions of one of its codes, or which of them it takes."""

    words: str


Read = Condition | Duty | Narrowing
Found = Sequence[Read] | None


def read_phrases(text: str, setting: Setting) -> tuple[Read, ...]:
    """Every phrase of a cell."""
    vocabulary = setting.vocabulary
    plain = vocabulary.patterns["phrases.numbered"].sub("\n", folded_lines(text))
    phrases = re.split(vocabulary.patterns["phrases.separators"], plain)
    return tuple(in_raw_words(read, text) for phrase in phrases for read in read_phrase(phrase, setting))


def in_raw_words(read: Read, text: str) -> Read:
    """The same with the words as they stand in the cell, where they can be found there."""
    kept = [(place, narrow) for place, character in enumerate(text) for narrow in folded(character)]
    at = "".join(narrow for _, narrow in kept).find(read.words) if read.words else -1
    return replace(read, words=text[kept[at][0] : kept[at + len(read.words) - 1][0] + 1]) if at >= 0 else read


def read_phrase(phrase: str, setting: Setting) -> Sequence[Read]:
    """One phrase; where it can't be read as a whole, its parts between commas."""
    phrase = phrase.strip(",\u3001 ")
    if not phrase or setting.vocabulary.has("phrases.empty", phrase):
        return ()
    for recogniser in _RECOGNISERS:
        found = recogniser(phrase, setting)
        if found is not None:
            return found
    parts = split_outside(phrase, setting.vocabulary.patterns["phrases.commas"])
    if len(parts) == 1:
        return (NotUnderstood(phrase),)
    return [read for part in parts for read in read_phrase(part, setting)]


def _duty(phrase: str, setting: Setting) -> Found:
    keys = ("phrases.duty", "phrases.duty_if_not", "phrases.duty_advice", "phrases.harmless")
    return [Duty(phrase)] if any(setting.vocabulary.has(key, phrase) for key in keys) else None


def _gender(phrase: str, setting: Setting) -> Found:
    match = setting.vocabulary.match("phrases.gender", phrase)
    if match:
        return [GenderRequired(phrase, _GENDERS[match["gender"]])]
    advised = setting.vocabulary.patterns["phrases.gender_advised"].fullmatch(phrase)
    if advised:
        return [GenderRequired(phrase, _GENDERS[advised["gender"]], advised=True)]
    first = setting.vocabulary.match("phrases.gender_first", phrase)
    rest = read_phrase(phrase[first.end() :], setting) if first else ()
    if not first or any(isinstance(read, NotUnderstood) for read in rest):
        return None
    return [GenderRequired(first[0], _GENDERS[first["gender"][0]]), *rest]


def _politics(phrase: str, setting: Setting) -> Found:
    if not setting.vocabulary.has("phrases.political_words", phrase):
        return None
    found = read_politics(phrase, setting.vocabulary)
    return [found] if found else None


def _law(phrase: str, setting: Setting) -> Found:
    match = setting.vocabulary.match("phrases.law", phrase)
    if not match:
        return None
    named = (match["classes"] or "") + (match["classes2"] or "")
    classes = frozenset(re.findall("[ABC]", named))
    if classes:
        return [LawRequired(phrase, classes)]
    return [LawRequired(phrase, *setting.law_classes())]


def _for_major(phrase: str, setting: Setting) -> Found:
    match = setting.vocabulary.match("phrases.for_major", phrase)
    if not match:
        return None
    inner = _law(match["then"], setting) or _certificate(match["then"], setting)
    if not inner:
        return None
    kept = [one for one in inner if isinstance(one, LawRequired | CertificateRequired)]
    return [replace(one, words=phrase, for_major=match["major"]) for one in kept]


def _study(phrase: str, setting: Setting) -> Found:
    match = setting.vocabulary.match("phrases.first_degree", phrase)
    if match:
        return [FirstDegreeRequired(phrase, match["major"], match["field"], bool(match["graduates"]))]
    match = setting.vocabulary.match("phrases.ordinary", phrase)
    return [OrdinaryStudy(phrase, bool(match["full"]))] if match else None


def _fact(phrase: str, setting: Setting) -> Found:
    if setting.vocabulary.has("phrases.hong_kong_macao", phrase):
        return [FactRequired(phrase, "hong_kong_macao")]
    return [FactRequired(phrase, "disabled", detailed=True)] if setting.vocabulary.has("phrases.disabled", phrase) else None


def _place(phrase: str, setting: Setting) -> Found:
    """Posts for those who served take ordinary higher education only (guide 1)."""
    found = read_service(phrase, setting)
    if found:
        return [found, OrdinaryStudy(phrase)] if isinstance(found, ProgrammeRequired) else [found]
    other = read_household(phrase, setting) or read_ethnicity(phrase, setting)
    return [other] if other else None


def _narrowing(phrase: str, setting: Setting) -> Found:
    """Names with a code, or a direction: what they mean is settled with the list of majors."""
    parts = split_outside(phrase, setting.vocabulary.patterns["phrases.commas"])
    is_whole = all(_CODE.search(part) or setting.vocabulary.has("major.left_out", part) for part in parts)
    return [Narrowing(phrase)] if is_whole else None


def _grassroots(phrase: str, setting: Setting) -> Found:
    match = setting.vocabulary.match("phrases.grassroots", phrase)
    return [GrassrootsRequired(phrase, setting.number(match["years"]))] if match else None


def _fresh(phrase: str, setting: Setting) -> Found:
    match = setting.vocabulary.match("phrases.fresh_other", phrase)
    return [fresh_of(phrase, setting)] if match else None


def fresh_of(words: str, setting: Setting) -> FreshRequired:
    """Fresh graduates in general, or those of the years it names."""
    years = setting.vocabulary.patterns["values.year_graduates"].findall(words)
    return FreshRequired(words, frozenset(map(int, years)), setting.year)


def _age(phrase: str, setting: Setting) -> Found:
    found = read_age(phrase, setting)
    return [found] if found else None


def _certificate(phrase: str, setting: Setting) -> Found:
    vocabulary = setting.vocabulary
    bare, held = vocabulary.match("phrases.certificate_bare", phrase), vocabulary.match("phrases.certificate", phrase)
    what = (bare["what"] or bare["what2"]) if bare else held["what"] if held else None
    if not what or not vocabulary.has("phrases.certificate_words", what):
        return None
    return [CertificateRequired(phrase, tuple(read_certificate(one, vocabulary) for one in _alternatives(what, vocabulary)))]


def _alternatives(what: str, vocabulary: Vocabulary) -> Iterator[str]:
    """ "A or B qualification" names two qualifications."""
    text = vocabulary.patterns["certificates.one_of"].sub("", what)
    for piece in vocabulary.patterns["certificates.split"].sub("\n", text).split("\n"):
        yield from [piece] if piece else []
    shared = vocabulary.match("certificates.shared_tail", text)
    heads = vocabulary.patterns["certificates.split"].sub("\n", shared["heads"]).split("\n") if shared else []
    yield from (
        f"{head}{shared['tail']}" for head in heads[:-1] if shared and not vocabulary.has("phrases.certificate_words", head)
    )


_RECOGNISERS: tuple[Callable[[str, Setting], Found], ...] = (
    _duty,
    _gender,
    _politics,
    _law,
    _for_major,
    _study,
    _fact,
    _place,
    _narrowing,
    _grassroots,
    _fresh,
    _age,
    read_stated,
    _certificate,
)
