"""Reads how candidates ask: the questions of each answer, what only sounds like them, patterns, synonyms."""

import re
from collections.abc import Iterator, Mapping

from core.model.answers import OTHER, POLICY, Questions, Vote
from core.packs.draft import Draft
from core.packs.mistakes import MistakeCode
from core.packs.source import Source

LEAST = 20
"""Ways of asking that each answer needs, so that a router can learn it."""


def read_questions(source: Source, draft: Draft) -> Questions:
    """Every question of the pack; what is wrong with one becomes a mistake of ``source``. A pack may have none."""
    phrasings = _lines(source, "questions")
    asked = Questions(
        phrasings=phrasings,
        near_misses=_lines(source, "near_misses"),
        small_talk=_lines(source, "small_talk"),
        synonyms=_texts(source, "synonyms"),
        votes=tuple(Vote(vote.label, tuple(vote.all), tuple(vote.none)) for vote in draft.votes.values()),
    )
    if phrasings:
        _check_labels(source, draft, asked)
        _check_once(source, asked)
    _check_patterns(source, draft)
    return asked


def _lines(source: Source, section: str) -> Mapping[str, tuple[str, ...]]:
    """A section of texts, one entry a line."""
    return {
        name: tuple(line.strip() for line in text.splitlines() if line.strip()) for name, text in _texts(source, section).items()
    }


def _texts(source: Source, section: str) -> Mapping[str, str]:
    given = source.data.get(section, {})
    if not isinstance(given, dict):
        source.mistake((section,), MistakeCode.WRONG_TYPE, expected="table")
        return {}
    for name in [name for name, text in given.items() if not isinstance(text, str)]:
        source.mistake((section, name), MistakeCode.WRONG_TYPE, expected="string")
    return {name: text for name, text in given.items() if isinstance(text, str)}


def _check_labels(source: Source, draft: Draft, asked: Questions) -> None:
    """Every answer is asked often enough, and nothing is asked that isn't there."""
    answers = {answer.id for answer in draft.answers.values() if answer.same_as is None}
    for section, names in (("questions", asked.phrasings), ("near_misses", asked.near_misses)):
        for name in names.keys() - answers - {POLICY, OTHER}:
            source.mistake((section, name), MistakeCode.ENTRY_UNKNOWN, given=name)
    for index, answer in draft.answers.items():
        given = len(asked.phrasings.get(answer.id, ()))
        if answer.id in answers and given < LEAST:
            source.mistake(("answers", index, "id"), MistakeCode.FEW_QUESTIONS, given=str(given), expected=str(LEAST))
    for index, vote in draft.votes.items():
        if vote.label not in answers | {POLICY, OTHER}:
            source.mistake(("votes", index, "label"), MistakeCode.ENTRY_UNKNOWN, given=vote.label)


def _check_once(source: Source, asked: Questions) -> None:
    first: dict[str, str] = {}
    for section, name, question in _all(asked):
        place = f"{section}.{name}"
        if question in first:
            source.mistake((section, name), MistakeCode.QUESTION_TWICE, given=question, other=first[question])
        first.setdefault(question, place)


def _all(asked: Questions) -> Iterator[tuple[str, str, str]]:
    for section, table in (("questions", asked.phrasings), ("near_misses", asked.near_misses)):
        yield from ((section, name, question) for name, questions in table.items() for question in questions)


def _check_patterns(source: Source, draft: Draft) -> None:
    for index, vote in draft.votes.items():
        for key, patterns in (("all", vote.all), ("none", vote.none)):
            for place, pattern in enumerate(patterns):
                try:
                    re.compile(pattern)
                except re.error as error:
                    source.mistake(("votes", index, key, place), MistakeCode.PATTERN_BROKEN, detail=str(error))
