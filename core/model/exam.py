"""An exam as its pack describes it. Every date, amount, bank and text comes from here; code holds none."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from core.model.money import Money
from core.model.reasons import Reason
from core.model.reminders import Quiet, Reminder
from core.model.texts import DEFAULT_LOCALE as DEFAULT_LOCALE  # noqa: PLC0414 - known here by that name
from core.model.texts import Target as Target  # noqa: PLC0414 - the same
from core.model.texts import Text as Text  # noqa: PLC0414 - the same


class WindowName(StrEnum):
    """The spans of time that decide what a candidate may do."""

    REGISTRATION = "registration"
    REGISTRATION_HELP = "registration_help"
    PAYMENT = "payment"
    FORM_PRINT = "form_print"
    TICKET_PRINT = "ticket_print"


@dataclass(frozen=True, slots=True)
class Window:
    """A span of time. ``opens_at`` is inclusive; ``closes_at`` is inclusive to the second unless the pack says otherwise.

    ``None`` leaves that end open. ``clause`` is the clause it rests on; ``assumed`` marks what the notice doesn't say,
    ``closes_assumed`` a closing that isn't said where the opening is.
    """

    opens_at: datetime | None
    closes_at: datetime | None
    clause: str | None
    assumed: bool
    closes_inclusive: bool = True
    closes_assumed: bool = False


class Kept(StrEnum):
    """What is kept of candidates, by how long it is needed."""

    PHOTO = "photo"
    FORM = "form"
    CHAT = "chat"
    CASES = "cases"
    IDENTITY = "identity"


@dataclass(frozen=True, slots=True)
class MovedWindow:
    """A window that the authority moved in a running exam: as the pack had it, and why it was moved, in the office's words."""

    original: Window
    why: str
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the notice: its id as printed, a one-line gist in our own words, and the reasons that rest on it."""

    id: str
    gist: Text
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """A text a candidate reads to its last page and accepts. A new ``version`` has to be accepted anew."""

    id: str
    version: str
    title: Text
    pages: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class PhotoProfile:
    """What the authority wants of a photo: pixels, kilobytes and looks."""

    width_px: int
    height_px: int
    min_kb: int
    max_kb: int
    background: str
    assumed: bool


class DocumentFormat(StrEnum):
    """How the number of an ID document is checked."""

    RESIDENT_ID = "resident_id"
    HK_MACAO_PERMIT = "hk_macao_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    PASSPORT = "passport"


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A kind of ID document the exam takes; ``format`` says how its number is checked."""

    id: str
    format: DocumentFormat
    name: Text
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank that can confirm an identity."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours of a day, local time of the exam."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Desk:
    """A telephone or mail desk: what it is for, when it answers, and the clause that names it.

    ``mail_needs`` is what a mail must tell so that it can be answered; ``working_days`` means closed on days off.
    ``answer_minutes`` is the agreed time to an answer in a chat, counted in the desk's hours (``None``: none was agreed);
    ``escalates_to`` the desk that takes over when it wasn't kept, ``None`` the supervisors.
    """

    id: str
    name: Text
    scopes: tuple[str, ...]
    phone: str | None
    mail: str | None
    hours: tuple[Hours, ...]
    first_on: date | None
    last_on: date | None
    clause: str
    mail_needs: tuple[Text, ...] = ()
    working_days: bool = True
    answer_minutes: int | None = None
    escalates_to: str | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """One sitting of the written exam."""

    name: Text
    starts_at: datetime
    ends_at: datetime
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Venue:
    """A place of examination with ``rooms`` rooms of ``seats`` seats, filled in order."""

    id: str
    name: Text
    address: Text
    rooms: int
    seats: int
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class AgeDates:
    """What an age in years means in dates of birth: ``born_from`` for "at most so old", ``born_until`` for "at least so old"."""

    years: int
    born_from: date | None = None
    born_until: date | None = None


@dataclass(frozen=True, slots=True)
class AgeSpan:
    """Ages in years, both ends included; ``relaxed_high`` is for this year's masters and doctors. ``words`` as they are printed."""

    words: str
    low: int | None = None
    high: int | None = None
    relaxed_high: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What the notice says of conditions in general: the recruitment's year, ages as dates, and the age asked of everyone.

    ``everyone`` holds for each position whose own row says nothing of age; ``year`` is taken from the table's title where it is
    ``None``.
    """

    year: int | None = None
    ages: tuple[AgeDates, ...] = ()
    everyone: AgeSpan | None = None


NO_TERMS = Terms()


@dataclass(frozen=True, slots=True)
class Topic:
    """A branch of the questions."""

    id: str
    title: Text


@dataclass(frozen=True, slots=True)
class Answer:
    """What the guide answers: the words, and the clause it rests on.

    :ivar source: where the authority publishes it.
    :ivar target: the part of the way where it is done.
    :ivar personal: the candidate's own status belongs to the answer.
    :ivar same_as: the entry of which this one is another name; questions reach that one.
    """

    id: str
    question: Text
    answer: Text
    clause: str | None
    topic: str | None = None
    source: str | None = None
    target: Target | None = None
    personal: bool = False
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """A named instant the demo's clock can jump to."""

    id: str
    name: Text
    at: datetime


@dataclass(frozen=True, slots=True)
class OldUsernames:
    """A list of usernames from before the unified platform: how they are hashed, and which list it is.

    :ivar cost: of scrypt; ``salt`` is hexadecimal, as is ``digest``, a fingerprint of the whole list.
    """

    cost: int
    salt: str
    count: int
    digest: str


@dataclass(frozen=True, slots=True)
class Exam:
    """One exam, whole. ``id`` is the pack's name; ``fee_assumed`` marks a fee the notice doesn't state.

    ``blocks_unfit``: whether a position whose conditions speak against the candidate can't be chosen at all.
    ``retention``: for how many days after the last paper each kind of data is kept; a kind that isn't named is kept.
    ``show_applicants``: whether candidates see how many applied for a position.
    """

    id: str
    title: Text
    authority: Text
    zone: str
    official_url: str | None
    fee: Money
    fee_assumed: bool
    windows: Mapping[WindowName, Window]
    agreements: tuple[Agreement, ...]
    photo: PhotoProfile | None
    document_types: tuple[DocumentType, ...]
    banks: tuple[Bank, ...]
    clauses: tuple[Clause, ...]
    lowest_education: str
    desks: tuple[Desk, ...] = ()
    payment_providers: tuple[str, ...] = ("sandbox",)
    refund_mode: str = "auto"
    refund_modes: Mapping[str, str] = field(default_factory=dict)
    roster_frozen_at: datetime | None = None
    form_notes: tuple[Text, ...] = ()
    ticket_notes: tuple[Text, ...] = ()
    papers: tuple[Paper, ...] = ()
    venues: tuple[Venue, ...] = ()
    catalogue: str | None = None
    topics: tuple[Topic, ...] = ()
    answers: tuple[Answer, ...] = ()
    moments: tuple[Moment, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    quiet: Quiet | None = None
    terms: Terms = NO_TERMS
    blocks_unfit: bool = False
    show_applicants: bool = True
    table_is_sample: bool = False
    table_note: Text | None = None
    roster_assumed: bool = False
    registration_minutes: int = 30
    chat_bound_days: int = 30
    old_usernames: OldUsernames | None = None
    retention: Mapping[Kept, int] = field(default_factory=dict)
    moved: Mapping[WindowName, MovedWindow] = field(default_factory=dict)
    _clause_of: dict[Reason, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._clause_of.update({reason: clause.id for clause in self.clauses for reason in clause.reasons})

    @property
    def tz(self) -> ZoneInfo:
        """The zone in which the exam's dates are told."""
        return ZoneInfo(self.zone)

    def window(self, name: WindowName) -> Window:
        """The window of that name; one the pack doesn't have is always open."""
        return self.windows.get(name, ALWAYS)

    def refunds_by_itself(self, provider: str) -> bool:
        """Whether money that must go back through this provider goes by itself; else the finance office sends it."""
        return self.refund_modes.get(provider, self.refund_mode) == "auto"

    def clause_of(self, reason: Reason) -> str | None:
        """Id of the clause that ``reason`` rests on, ``None`` where the notice is silent."""
        return self._clause_of.get(reason)


ALWAYS = Window(opens_at=None, closes_at=None, clause=None, assumed=True)


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a row as pairs of name and value, in order. The rows of a sheet share one tuple of names."""

    names: tuple[str, ...]
    values: tuple[str, ...]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return zip(self.names, self.values, strict=True)

    def __getitem__(self, place: int) -> tuple[str, str]:
        return self.names[place], self.values[place]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> "Cells":
        """The same from pairs."""
        cells = tuple(pairs)
        return cls(tuple(name for name, _ in cells), tuple(value for _, value in cells))


@dataclass(frozen=True, slots=True)
class Position:
    """A row of the position table. ``columns`` keeps every column as published, in order; the named fields are read from it.

    ``withdrawn_at`` is when a newer table dropped it: it stays readable, but can't be chosen any more. ``above`` is what stands
    above the header of its sheet, line by line: titles, and conditions that belong to every row below.
    """

    code: str
    unit: str
    title: str
    headcount: int
    district: str
    education: str
    degree: str
    columns: Cells
    withdrawn_at: datetime | None = None
    above: tuple[tuple[str, ...], ...] = ()
