"""The order in which seats are given: venue by venue, room by room, seat by seat, as the exam pack lists them."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.model.exam import Venue


@dataclass(frozen=True, slots=True)
class Place:
    """A free place; all counted from 1."""

    venue: Venue
    venue_number: int
    room: int
    seat: int

    @property
    def ticket_number(self) -> str:
        """Two digits for the venue, three for the room, two for the seat."""
        return f"{self.venue_number:02d}{self.room:03d}{self.seat:02d}"


def places(venues: tuple[Venue, ...]) -> Iterator[Place]:
    """Every place of the exam, in the order in which they are filled."""
    for venue_number, venue in enumerate(venues, 1):
        for room in range(1, venue.rooms + 1):
            for number in range(1, venue.seats + 1):
                yield Place(venue, venue_number, room, number)
