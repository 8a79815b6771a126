"""What the outside world must offer. Gateways implement these; sandbox twins are servers behind the same gateways."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, Protocol, runtime_checkable

from core.model.charts import Chart
from core.model.comparison import Comparison
from core.model.exam import PhotoProfile
from core.model.money import Money
from core.model.payment import AttemptState, BilledRefund, Notification, RefundState, Success
from core.model.proofs import FaceOutcome, SmsState
from core.model.sheets import SheetValues


class Clock(Protocol):
    """The only place that knows what time it is."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""


class BankAnswer(StrEnum):
    """What the bank says of name, document, card and reserved phone.

    What differs is for the operator's eyes only: a candidate hears the same words for all of it, so that nobody can find out
    somebody's data piece by piece. ``RETRY`` asks for the same question again later.
    """

    MATCH = "match"
    MISMATCH = "mismatch"
    NAME_DIFFERS = "name_differs"
    DOCUMENT_DIFFERS = "document_differs"
    PHONE_DIFFERS = "phone_differs"
    CARD_INVALID = "card_invalid"
    RETRY = "retry"


MISMATCHES = frozenset({BankAnswer.MISMATCH, BankAnswer.NAME_DIFFERS, BankAnswer.DOCUMENT_DIFFERS, BankAnswer.PHONE_DIFFERS})


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """The four elements a bank compares. The card number lives only in this object."""

    bank: str
    card_number: str
    name: str
    document_type: str
    document_number: str
    phone: str


class BankCheck(Protocol):
    """Real-name verification by a bank."""

    async def check(self, question: BankQuestion, *, idempotency_key: str) -> BankAnswer:
        """Ask the bank once per ``idempotency_key``. Raises ``Unreachable`` when nothing is known."""


class Sms(Protocol):
    """Sends short messages."""

    async def send(self, phone: str, text: str, *, idempotency_key: str) -> None:
        """Hand one message to the carrier. Raises ``Unreachable`` or ``Rejected``."""


@dataclass(frozen=True, slots=True)
class SmsReceipt:
    """One delivery receipt. It names the message, never the phone.

    :param message_id: the idempotency key under which the message was handed over.
    :param code: the carrier's own word for why, "" where it has none.
    """

    message_id: str
    state: SmsState
    code: str
    reported_at: datetime


class SmsReceipts(Protocol):
    """Reads what one carrier reports."""

    def parse_receipts(self, headers: Mapping[str, str], body: bytes, /) -> Sequence[SmsReceipt]:
        """Verify the raw bytes and read them; ``headers`` by lower-case name.

        Raises ``Forbidden`` when the signature or its age isn't good, ``Rejected`` when what is signed has no meaning.
        """


class SmsDetails(Protocol):
    """A carrier that is asked what became of a message, because what it would push can't be verified."""

    name: str

    async def ask(self, phone: str, message_id: str, sent_at: datetime) -> SmsReceipt | None:
        """What became of a message, ``None`` while that isn't known. Raises ``Unreachable`` or ``Rejected``."""


@dataclass(frozen=True, slots=True)
class FaceNews:
    """A provider's word about one request."""

    request_id: str
    outcome: FaceOutcome
    decided_at: datetime


class FaceCheck(Protocol):
    """Compares a living face with the document's photo, at a provider (指南 二(三)1, 二(四)2(1))."""

    name: str

    async def begin(self, request_id: str, name: str, document_number: str, return_url: str) -> str:
        """Open a check and return the address to visit or to show as QR code. Raises ``Unreachable`` or ``Rejected``."""

    def parse_notification(self, headers: Mapping[str, str], body: bytes, /) -> FaceNews:
        """Verify the raw bytes and read them; ``headers`` by lower-case name.

        Raises ``Forbidden`` when the signature or its age isn't good, ``Rejected`` when what is signed has no meaning.
        """


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """What a provider needs to open an order. ``time_expire`` is the payment deadline.

    :param payer_address: the payer's IP address, which some providers ask for on phones.
    :param payer_id: who pays, as the provider itself names the person; only where it is paid inside the provider's own app.
    """

    out_trade_no: str
    amount: Money
    description: str
    time_expire: datetime
    notify_url: str
    return_url: str
    payer_address: str = ""
    payer_id: str = ""


class WayKind(StrEnum):
    """How an order is paid: at an address the browser opens, by a code that another device scans, or by the app the page is in."""

    OPEN = "open"
    SCAN = "scan"
    APP = "app"


@dataclass(frozen=True, slots=True)
class WayToPay:
    """Where an order is paid.

    :param address: what the browser opens, or what the code says; empty for an app.
    :param parameters: what the app is handed, signed by the merchant.
    """

    address: str
    kind: WayKind = WayKind.OPEN
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OrderState:
    """A provider's answer about one order: its state, and the success when there is one.

    ``known`` is false when the provider has never heard of the number.
    """

    state: AttemptState
    known: bool
    success: Success | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """Money back, all or part of one capture; the same ``out_refund_no`` refunds once."""

    out_trade_no: str
    transaction_id: str
    out_refund_no: str
    amount: Money
    total: Money
    reason: str


class PaymentProvider(Protocol):
    """One way to pay: seven methods, the same for every provider."""

    name: str

    async def create(self, order: OrderRequest, *, flow: str) -> WayToPay:
        """Open the order and return how it is paid. Raises ``Unreachable``, or ``Rejected`` where it can't be opened (again)."""

    async def query(self, out_trade_no: str) -> OrderState:
        """What the provider knows of the order. Raises ``Unreachable``."""

    async def close(self, out_trade_no: str) -> OrderState:
        """Close the order, or report it paid where the payer was quicker; one that can't be closed is reported as it stands.

        Raises ``Unreachable``.
        """

    async def refund(self, request: RefundRequest) -> RefundState:
        """Ask for money back; repeat with the same number after a timeout. Raises ``Unreachable`` or ``Rejected``."""

    async def query_refund(self, out_refund_no: str, *, transaction_id: str = "") -> RefundState:
        """How far a refund has come, of the charge of that number. Raises ``Unreachable`` or ``Rejected``."""

    async def fetch_bill(self, day: date) -> Sequence[Success]:
        """Every successful charge of that day.

        Raises ``Unreachable`` while the bill isn't ready, ``NotOffered`` where there are no bills.
        """

    def parse_notification(self, headers: Mapping[str, str], body: bytes, /) -> Notification:
        """Verify the raw bytes and read them; ``headers`` by lower-case name.

        Raises ``Forbidden`` when the signature or its age isn't good, ``Rejected`` when what is signed has no meaning, and
        ``Unreachable`` when our own keys can't read it: then it must be sent again.
        """


@runtime_checkable
class InsideApp(Protocol):
    """What a provider offers beside that, where it can be paid inside its own app: there it has to be told who pays."""

    @property
    def knows_payers(self) -> bool:
        """Whether it is set up to find that out."""

    def who_address(self, return_url: str, state: str) -> str:
        """The address at which the app tells who its user is; it leads back to ``return_url`` with ``code`` and ``state``."""

    async def payer_of(self, code: str) -> str:
        """Who that code stands for; it can be asked about once. Raises ``Rejected`` for a code that isn't good, ``Unreachable``."""


@runtime_checkable
class RefundBill(Protocol):
    """What a provider offers beside that, whose bill tells of refunds too."""

    async def fetch_refund_bill(self, day: date) -> Sequence[BilledRefund]:
        """Every refund of that day. Raises ``Unreachable`` while the bill isn't ready."""


class PhotoFault(StrEnum):
    """What is wrong with a photo; ``hard`` ones refuse it, the others ask for another look."""

    NOT_AN_IMAGE = "not_an_image"
    TOO_MANY_BYTES = "too_many_bytes"
    TOO_MANY_PIXELS = "too_many_pixels"
    DAMAGED = "damaged"
    ANIMATED = "animated"
    PIXELS = "pixels"
    TOO_SMALL = "too_small"
    TOO_FEW_KB = "too_few_kb"
    TOO_MANY_KB = "too_many_kb"
    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"
    BACKGROUND = "background"


@dataclass(frozen=True, slots=True)
class PhotoReport:
    """What was seen in a photo.

    :param jpeg: the photo re-encoded without metadata, ``None`` where it could not be read at all.
    :param refused: faults that must be mended first.
    :param doubtful: faults that only ask for another look.
    :param croppable: whether ``crop`` can mend what is wrong.
    """

    jpeg: bytes | None
    width: int
    height: int
    refused: tuple[PhotoFault, ...]
    doubtful: tuple[PhotoFault, ...]
    croppable: bool


class PhotoStudio(Protocol):
    """Looks at photos and crops them; off the event loop."""

    async def examine(self, raw: bytes, profile: PhotoProfile) -> PhotoReport:
        """Check a photo against the profile. Never raises for bad input: the report says what is wrong."""

    async def crop(self, raw: bytes, profile: PhotoProfile) -> PhotoReport:
        """Cut the photo to the profile around the face, and report on the result."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed: a registration form or an admission ticket, as its values say.

    :param values: the words on paper with their labels, inert in the template.
    :param locale: the language the words are in, for readers of the PDF.
    :param photo_jpeg: the accepted photo, ``None`` leaves its place empty.
    :param qr: text of the QR code, ``None`` prints none.
    :param printed_at: the one date in the file; aware.
    """

    values: SheetValues
    locale: str
    photo_jpeg: bytes | None
    qr: str | None
    printed_at: datetime


class Printer(Protocol):
    """Makes PDFs; off the event loop."""

    def uncovered(self, text: str) -> str:
        """The characters of ``text`` that no installed font can draw, each once; empty when all can be printed."""

    async def print(self, sheet: Sheet) -> bytes:
        """The PDF. The same sheet gives the same bytes. Raises ``Rejected("uncovered")`` rather than print an empty box."""


ChartForm = Literal["png", "svg"]


class Charts(Protocol):
    """Draws charts; off the event loop."""

    async def draw(self, chart: Chart, *, form: ChartForm) -> bytes:
        """The picture: ``png`` for chats, a card 1,080 pixels wide; ``svg`` for pages, in the colour of the text around it.

        The same chart gives the same bytes. What isn't to be seen is told by ``core.model.charts.alternative_text``.
        """


class IdentityProvider(Protocol):
    """Where staff may log in instead of here: OpenID Connect, authorization code with PKCE."""

    async def address(self, *, state: str, nonce: str, verifier: str, return_url: str) -> str:
        """The address to send the browser to. Raises ``Unreachable``."""

    async def subject(self, *, code: str, nonce: str, verifier: str, return_url: str) -> str:
        """Who came back: the verified subject of the ID token. Raises ``Unreachable``, or ``Rejected`` for anything not right."""


class ComparisonPainter(Protocol):
    """Paints positions side by side; off the event loop."""

    async def paint(self, comparison: Comparison, *, locale: str) -> bytes:
        """A PNG 1,080 pixels wide. Long cells are cut; what no font draws is shown as the printers' blank."""


class QuestionReader(Protocol):
    """A language model that knows what a question is about better than the router; optional, and never believed."""

    async def pick(self, question: str, entries: Mapping[str, str]) -> str | None:
        """The id of the entry that ``question`` (masked) is about, ``None`` where none is. Raises ``Unreachable``.

        :param entries: questions of the pack by id. Whatever comes back that isn't among them is dropped by the caller.
        """
