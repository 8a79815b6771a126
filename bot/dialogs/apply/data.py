"""Where the reader is in the agreements."""

from dataclasses import dataclass, field

from core.model.exam import Agreement


@dataclass(frozen=True, slots=True)
class Reading:
    """``agreement`` and ``page`` are places counted from 0; ``read`` keeps the version of each agreement read to its last page."""

    agreement: int = 0
    page: int = 0
    read: dict[str, str] = field(default_factory=dict)


def turned(reading: Reading, agreements: tuple[Agreement, ...], step: int) -> Reading:
    """One page on (1) or back (-1), across agreements; reaching a last page counts as having read that agreement."""
    places = [(place, page) for place, text in enumerate(agreements) for page in range(len(text.pages))]
    here = places.index((reading.agreement, reading.page)) if (reading.agreement, reading.page) in places else 0
    agreement, page = places[min(max(here + step, 0), len(places) - 1)]
    return seen(Reading(agreement, page, reading.read), agreements)


def seen(reading: Reading, agreements: tuple[Agreement, ...]) -> Reading:
    """The reading with the shown page counted."""
    text = agreements[reading.agreement]
    is_last = reading.page == len(text.pages) - 1
    return Reading(reading.agreement, reading.page, {**reading.read, text.id: text.version}) if is_last else reading
