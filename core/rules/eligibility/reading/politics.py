"""Political status: one or several, or everybody but members of the Party."""

from core.model.conditions import PoliticalRequired
from core.model.eligibility import Politics
from core.rules.eligibility.reading.splitting import split_outside
from core.rules.eligibility.vocabulary import Vocabulary

_NAMES = {
    "party_member_both": frozenset({Politics.PARTY_MEMBER, Politics.PROBATIONARY}),
    "party_member": frozenset({Politics.PARTY_MEMBER}),
    "probationary": frozenset({Politics.PROBATIONARY}),
    "league": frozenset({Politics.LEAGUE}),
    "democratic": frozenset({Politics.DEMOCRATIC}),
    "independent": frozenset({Politics.INDEPENDENT}),
    "masses": frozenset({Politics.MASSES}),
}
_MEMBERS = frozenset({Politics.PARTY_MEMBER, Politics.PROBATIONARY})


def read_politics(phrase: str, vocabulary: Vocabulary) -> PoliticalRequired | None:
    """The statuses a phrase takes; ``None`` where it says something else.

    Whether a probationary member counts as a member, or as none, isn't said unless the phrase says it.
    """
    negated = vocabulary.match("political.not_party", phrase)
    if negated:
        party = _party(negated["party"], vocabulary) if negated["party"] else ()
        unsure = frozenset({Politics.PROBATIONARY, *([Politics.DEMOCRATIC] if negated["party"] and not party else [])})
        return PoliticalRequired(phrase, frozenset(Politics) - _MEMBERS, unsure, party)
    found = [_statuses(piece, vocabulary) for piece in split_outside(phrase, vocabulary.patterns["political.split"])]
    if not found or None in found:
        return None
    accepted = frozenset().union(*(statuses for statuses in found if statuses))
    unsure = frozenset({Politics.PROBATIONARY}) if Politics.PARTY_MEMBER in accepted else frozenset()
    return PoliticalRequired(phrase, accepted, unsure - accepted)


def _statuses(piece: str, vocabulary: Vocabulary) -> frozenset[Politics] | None:
    return next((statuses for name, statuses in _NAMES.items() if vocabulary.has(f"political.{name}", piece)), None)


def _party(named: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    parties = vocabulary.names["parties"].values()
    return next((tuple(names) for names in parties if any(named.startswith(name) for name in names)), ())
