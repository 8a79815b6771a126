"""The weights of an exam's answers: what ``make answers`` has learnt from the pack's questions, one small file in the pack."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from core.errors import KaobanError
from core.model.answers import OTHER, POLICY, Questions, Thresholds, Vote
from core.rules.answers.spelling import Spelling
from core.rules.answers.strangeness import Known, known_of

FILE = "answers.npz"
_FORMAT = 2
MASS_STEPS = 255
"""In how many steps the weight of a piece in a phrasing is written."""

_ARRAYS = ("matrix", "scale", "bias", "rarity", "starts", "postings", "masses", "owners")


class BadWeights(KaobanError):
    """A file of weights that can't be read; ``make answers`` writes it anew."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """A vote ready to be cast."""

    label: str
    all: tuple[re.Pattern[str], ...]
    none: tuple[re.Pattern[str], ...]

    def speaks(self, plain: str) -> bool:
        """Whether the pattern is found in the question."""
        return all(part.search(plain) for part in self.all) and not any(part.search(plain) for part in self.none)


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything a router needs.

    :ivar labels: the entries' ids, ``policy`` and ``other``; columns of ``matrix``.
    :ivar vocabulary: pieces of text and their places, rows of ``matrix``; ``rarity`` weighs them, ``unknown`` any other piece.
    :ivar starts: where each place's ``postings`` (numbers of phrasings) and ``masses`` begin; ``owners`` are the phrasings' labels.
    :ivar known: which words explain a question; its masks have a bit for each label's place, none for ``policy`` and ``other``.
    :ivar digest: of the questions they were trained on.
    """

    labels: tuple[str, ...]
    vocabulary: Mapping[str, int]
    matrix: NDArray[np.float32]
    bias: NDArray[np.float32]
    rarity: NDArray[np.float32]
    unknown: float
    starts: NDArray[np.int64]
    postings: NDArray[np.int64]
    masses: NDArray[np.float32]
    owners: NDArray[np.int64]
    spelling: Spelling
    known: Known
    votes: tuple[Ballot, ...]
    small_talk: Mapping[str, str]
    thresholds: Thresholds
    digest: str

    def fit(self, questions: Questions) -> bool:
        """Whether they were made from exactly these questions."""
        return self.digest == digest_of(questions)


def digest_of(questions: Questions) -> str:
    """A hash that differs where any question, pattern or synonym does."""
    plain = json.dumps(asdict(questions), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def spelling_of(simplified: Mapping[str, str], synonyms: Mapping[str, str], sounds: Mapping[str, str]) -> Spelling:
    """The spelling of these tables. ``sounds`` gives the characters of each syllable; longer synonyms come first."""
    words = sorted(synonyms.items(), key=lambda pair: -len(pair[0]))
    return Spelling(
        {ord(old): new for old, new in simplified.items()},
        tuple((re.compile(_bounded(word)), meant) for word, meant in words),
        {one: syllable for syllable, characters in sounds.items() for one in characters},
    )


def _bounded(word: str) -> str:
    """A Latin word stands for itself alone, not inside another."""
    return rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() else re.escape(word)


def ballots_of(votes: tuple[Vote, ...]) -> tuple[Ballot, ...]:
    """The votes with their patterns compiled. Raises ``re.error``."""
    return tuple(Ballot(vote.label, tuple(map(re.compile, vote.all)), tuple(map(re.compile, vote.none))) for vote in votes)


def save(path: Path, arrays: Mapping[str, NDArray[Any]], told: Mapping[str, Any]) -> None:
    """Write weights: ``arrays`` as ``Weights`` has them (``matrix`` in bytes with its ``scale``), ``told`` everything else."""
    meta = json.dumps({**told, "format": _FORMAT}, ensure_ascii=False, sort_keys=True).encode()
    np.savez_compressed(
        path, allow_pickle=False, meta=np.frombuffer(meta, dtype=np.uint8), **{name: arrays[name] for name in _ARRAYS}
    )


def load(path: Path) -> Weights:
    """Read weights. Raises ``BadWeights``."""
    try:
        with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as file:
            arrays = {name: file[name] for name in _ARRAYS}
            told = json.loads(file["meta"].tobytes())
        return _weights(arrays, told)
    except (OSError, EOFError, BadZipFile, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadWeights(f"{path} holds no weights that can be read: {error}") from error


def _weights(arrays: Mapping[str, NDArray[Any]], told: Mapping[str, Any]) -> Weights:
    if told["format"] != _FORMAT:
        raise ValueError(f"format {told['format']}")
    votes = tuple(Vote(one["label"], tuple(one["all"]), tuple(one["none"])) for one in told["votes"])
    spelling = spelling_of(told["simplified"], told["synonyms"], told["sounds"])
    pairs = _pairs(told["vocabulary"], told["labels"], arrays)
    return Weights(
        labels=tuple(told["labels"]),
        vocabulary={gram: place for place, gram in enumerate(told["vocabulary"])},
        matrix=arrays["matrix"].astype(np.float32) * arrays["scale"].astype(np.float32),
        bias=arrays["bias"].astype(np.float32),
        rarity=arrays["rarity"].astype(np.float32),
        starts=arrays["starts"].astype(np.int64),
        postings=arrays["postings"].astype(np.int64),
        masses=(arrays["masses"] / MASS_STEPS).astype(np.float32),
        owners=arrays["owners"].astype(np.int64),
        unknown=told["unknown"],
        spelling=spelling,
        known=known_of(pairs, told["words"], frozenset(told["neutral"]), spelling.sounds),
        votes=ballots_of(votes),
        small_talk=told["small_talk"],
        thresholds=Thresholds(**told["thresholds"]),
        digest=told["digest"],
    )


def _pairs(vocabulary: list[str], labels: list[str], arrays: Mapping[str, NDArray[Any]]) -> dict[str, int]:
    """Pairs of characters in phrasings of entries, with a bit for each entry that has them."""
    bits = np.array([0 if label in (POLICY, OTHER) else 1 << place for place, label in enumerate(labels)], dtype=np.int64)
    masks = np.bitwise_or.reduceat(bits[arrays["owners"]][arrays["postings"]], arrays["starts"][:-1])
    pairs = {piece: int(masks[place]) for place, piece in enumerate(vocabulary) if len(piece) == 2 and piece[0] not in "~=^"}
    return {piece: mask for piece, mask in pairs.items() if mask}
