"""Trains the router of a pack's answers: its own features, logistic regression, nearest phrasings; writes numbers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.training.tables import neutral, simplified, sounds
from core.model.answers import OTHER, POLICY, Questions, Thresholds
from core.packs.weights import MASS_STEPS, digest_of, save, spelling_of
from core.rules.answers.spelling import Spelling, grams, latin_words
from core.rules.answers.strangeness import stem_of
from core.services.answers.router import Features, features_of

THRESHOLDS = Thresholds(
    answer=0.75, voted=0.8, near=0.35, familiar=0.45, voted_near=0.25, voted_familiar=0.45, clarify=0.04, policy=0.4, aside=1
)
_SIZE = 8000
_STRENGTH = 12.0
_SEED = 7
_LOUDEST = 127


@dataclass(frozen=True, slots=True)
class Example:
    """One question to learn from, in plain spelling and sound."""

    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The pieces of text that are weighed."""

    vocabulary: dict[str, int]
    rarity: NDArray[np.float32]
    unknown: float


def train(questions: Questions, path: Path) -> int:
    """Write the weights of these questions to ``path``; the number of examples."""
    forms = simplified()
    syllables = sounds(forms)
    spelling = spelling_of(forms, questions.synonyms, syllables)
    examples = examples_of(questions, spelling)
    labels = sorted({one.label for one in examples})
    lexicon = _lexicon(examples, None)
    matrix, _ = _fitted(examples, labels, lexicon)
    loud = np.argsort(-np.abs(matrix).max(axis=1))[:_SIZE]
    lexicon = _lexicon(examples, set(loud))
    matrix, bias = _fitted(examples, labels, lexicon)
    scale = np.abs(matrix).max(axis=0) / _LOUDEST
    arrays = {
        "matrix": np.round(matrix / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        "bias": bias.astype(np.float32),
        "rarity": lexicon.rarity.astype(np.float16),
        **_index(examples, labels, lexicon),
    }
    told = {
        "labels": labels,
        "vocabulary": list(lexicon.vocabulary),
        "unknown": lexicon.unknown,
        "simplified": dict(forms),
        "sounds": dict(syllables),
        "synonyms": dict(questions.synonyms),
        "words": _words(examples, labels),
        "neutral": neutral(spelling),
        "votes": [asdict(vote) for vote in questions.votes],
        "small_talk": {spelling.plain(one): kind for kind, ones in questions.small_talk.items() for one in ones},
        "thresholds": asdict(THRESHOLDS),
        "digest": digest_of(questions),
    }
    save(path, arrays, told)
    return len(examples)


def examples_of(questions: Questions, spelling: Spelling) -> list[Example]:
    """Every phrasing with its label; what sounds like an entry and isn't one belongs to nobody."""
    pairs = [(one, label) for label, ones in questions.phrasings.items() for one in ones]
    pairs += [(one, OTHER) for ones in questions.near_misses.values() for one in ones]
    plain = ((spelling.plain(one), label) for one, label in pairs)
    return [Example(f"{one}\n{spelling.sound(one)}", label) for one, label in plain]


def _words(examples: Sequence[Example], labels: Sequence[str]) -> dict[str, int]:
    """Stems of the Latin words in phrasings of entries, with a bit for each entry that has them."""
    found: dict[str, int] = {}
    for one in examples:
        if one.label not in (POLICY, OTHER):
            for word in latin_words(one.text.partition("\n")[0]):
                found[stem_of(word)] = found.get(stem_of(word), 0) | 1 << labels.index(one.label)
    return found


def _pieces(text: str) -> set[str]:
    plain, _, sound = text.partition("\n")
    return set(grams(plain, sound))


def _lexicon(examples: Sequence[Example], kept: set[int] | None) -> Lexicon:
    """Pieces that come up twice, and all pairs of characters. ``kept``: places of the same lexicon to keep besides the pairs."""
    spread = Counter(piece for one in examples for piece in _pieces(one.text))
    chosen = sorted(piece for piece, count in spread.items() if count > 1 or _is_pair(piece))
    if kept is not None:
        chosen = [piece for place, piece in enumerate(chosen) if place in kept or _is_pair(piece)]
    total = len(examples)
    rarity = np.array([np.log((1 + total) / (1 + spread[piece])) + 1 for piece in chosen], dtype=np.float32)
    return Lexicon({piece: place for place, piece in enumerate(chosen)}, rarity, float(np.log((1 + total) / 1.5) + 1))


def _is_pair(piece: str) -> bool:
    return len(piece) == 2 and piece[0] not in "~="


def _seen(examples: Sequence[Example], lexicon: Lexicon) -> list[Features]:
    return [features_of(one.text, lexicon.vocabulary, lexicon.rarity, lexicon.unknown) for one in examples]


def _fitted(examples: Sequence[Example], labels: Sequence[str], lexicon: Lexicon) -> tuple[NDArray[Any], NDArray[Any]]:
    """Coefficients by piece and label, and the intercepts."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    seen = _seen(examples, lexicon)
    starts = np.cumsum([0, *(len(one.places) for one in seen)])
    data = (np.concatenate([one.values for one in seen]), np.concatenate([one.places for one in seen]), starts)
    table = csr_matrix(data, shape=(len(seen), len(lexicon.vocabulary)))
    counts = Counter(one.label for one in examples)
    share = {label: (len(examples) / len(counts) / count) ** 0.5 for label, count in counts.items()}
    model = LogisticRegression(C=_STRENGTH, max_iter=400, class_weight=share, random_state=_SEED)
    model.fit(table, [one.label for one in examples])
    assert list(model.classes_) == list(labels)
    return model.coef_.T, model.intercept_


def _index(examples: Sequence[Example], labels: Sequence[str], lexicon: Lexicon) -> dict[str, NDArray[Any]]:
    """Which phrasings hold each piece, and how heavy it is there."""
    entries = [
        (place, number, value)
        for number, one in enumerate(_seen(examples, lexicon))
        for place, value in zip(one.places, one.values, strict=True)
    ]
    entries.sort(key=lambda entry: (entry[0], entry[1]))
    per_place = Counter(int(place) for place, _, _ in entries)
    starts = np.cumsum([0, *(per_place[place] for place in range(len(lexicon.vocabulary)))])
    return {
        "starts": starts.astype(np.int32),
        "postings": np.array([number for _, number, _ in entries], dtype=np.uint16),
        "masses": np.round(np.array([value for _, _, value in entries]) * MASS_STEPS).astype(np.uint8),
        "owners": np.array([labels.index(one.label) for one in examples], dtype=np.uint8),
    }
