"""The shape of a pack's TOML: one model for each kind of entry. What fits together is checked in ``core.packs.checks``."""

from collections.abc import Sequence
from datetime import date, time
from typing import Annotated, Literal, get_args

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from core.model.exam import DocumentFormat, Target, WindowName
from core.model.exam import Text as ModelText
from core.model.reasons import Reason

LANGUAGES = ("zh_CN", "zh_TW", "en")
WINDOWS = tuple(name.value for name in WindowName)

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
PackId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$")]
Phone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9][0-9-]{4,24}$")]
Mail = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Count = Annotated[int, Field(ge=1, le=1_000_000)]
Pixels = Annotated[int, Field(ge=16, le=8_000)]
Kilobytes = Annotated[int, Field(ge=0, le=20_000)]


class Section(BaseModel):
    """An entry of the pack: nothing is guessed, nothing unknown passes."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Text(Section):
    """Words in every language of the product."""

    zh_CN: Line  # noqa: N815 - locale names as they are
    zh_TW: Line  # noqa: N815
    en: Line

    def build(self) -> ModelText:
        """The words by locale."""
        return ModelText({language: getattr(self, language) for language in LANGUAGES})


class Head(Section):
    """What stands above the first table of ``exam.toml``."""

    id: PackId
    title: Text
    authority: Text
    zone: Line
    official_url: Url | None = None
    lowest_education: Literal["junior_college", "bachelor", "master", "doctor"]
    catalogue: Line | None = None
    registration_minutes: Count = 30
    chat_bound_days: Count = 30


class Fee(Section):
    """The fee in minor units, and the ways to pay it."""

    minor: Annotated[int, Field(ge=0, le=10_000_000)]
    currency: Currency
    assumed: bool = False
    providers: list[Literal["sandbox", "wechat", "alipay", "stripe"]] = Field(default_factory=list)
    refund_mode: Literal["auto", "manual_finance"] = "auto"
    refund_modes: dict[Literal["sandbox", "wechat", "alipay", "stripe"], Literal["auto", "manual_finance"]] = Field(
        default_factory=dict
    )


class Window(Section):
    """A span of time; ``closes_assumed`` when the notice gives the opening only."""

    opens_at: AwareDatetime | None = None
    closes_at: AwareDatetime | None = None
    closes_inclusive: bool = True
    clause: str | None = None
    assumed: bool = False
    closes_assumed: bool = False


class Roster(Section):
    """When the list of those who may sit the exam is closed for good."""

    frozen_at: AwareDatetime
    assumed: bool = False


class Clause(Section):
    """A clause of the notice and the reasons resting on it."""

    id: Line
    gist: Text
    reasons: list[Annotated[Reason, Field(strict=False)]] = Field(default_factory=list)


class Agreement(Section):
    """A text to read and accept."""

    id: Id
    version: Line
    title: Text
    pages: Annotated[list[Text], Field(min_length=1)]


class Photo(Section):
    """What a photo must be."""

    width_px: Pixels
    height_px: Pixels
    min_kb: Kilobytes
    max_kb: Kilobytes
    background: Line
    assumed: bool = False


class DocumentType(Section):
    """A kind of ID document."""

    id: Id
    format: Annotated[DocumentFormat, Field(strict=False)]
    name: Text
    assumed: bool = False


class Bank(Section):
    """A bank that confirms identities; ``unlisted`` for one whose code isn't in the register of banks."""

    id: Id
    name: Text
    unlisted: bool = False


class Hours(Section):
    """Opening hours of a day."""

    opens: time
    closes: time


class Desk(Section):
    """A telephone or mail desk."""

    id: Id
    name: Text
    scopes: Annotated[list[Id], Field(min_length=1)]
    phone: Phone | None = None
    mail: Mail | None = None
    mail_needs: list[Text] = Field(default_factory=list)
    hours: list[Hours] = Field(default_factory=list)
    working_days: bool = True
    first_on: date | None = None
    last_on: date | None = None
    answer_minutes: Annotated[int, Field(gt=0)] | None = None
    escalates_to: Id | None = None
    clause: str


class Notes(Section):
    """What is said when something is printed."""

    form: list[Text] = Field(default_factory=list)
    ticket: list[Text] = Field(default_factory=list)


class Paper(Section):
    """A sitting of the written exam."""

    name: Text
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    assumed: bool = False


class Venue(Section):
    """A place of examination."""

    id: Id
    name: Text
    address: Text
    rooms: Count
    seats: Count
    assumed: bool = False


class Topic(Section):
    """A branch of the questions."""

    id: Id
    title: Text


class Answer(Section):
    """An answer to a question of candidates."""

    id: Id
    question: Text
    answer: Text
    clause: str | None = None
    topic: str | None = None
    source: Url | None = None
    target: Annotated[Target, Field(strict=False)] | None = None
    personal: bool = False
    same_as: str | None = None


class Vote(Section):
    """A pattern over questions that speaks for the answer ``label``."""

    label: Line
    all: Annotated[list[Line], Field(min_length=1)]
    none: list[Line] = Field(default_factory=list)


class Moment(Section):
    """An instant the demo's clock can jump to."""

    id: Id
    name: Text
    at: AwareDatetime


Age = Annotated[int, Field(ge=1, le=99)]


class AgeDates(Section):
    """Dates of birth for an age in years."""

    years: Age
    born_from: date | None = None
    born_until: date | None = None


class AgeSpan(Section):
    """The ages asked of everyone; ``words`` as the notice prints them."""

    words: Line
    low: Age | None = None
    high: Age | None = None
    relaxed_high: Age | None = None


class Eligibility(Section):
    """What the notice says of conditions in general."""

    year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    ages: list[AgeDates] = Field(default_factory=list)
    everyone: AgeSpan | None = None


Days = Annotated[int, Field(ge=0, le=36_500)]


class Retention(Section):
    """For how many days after the last paper each kind of data is kept."""

    photo: Days | None = None
    form: Days | None = None
    chat: Days | None = None
    cases: Days | None = None
    identity: Days | None = None
    assumed: bool = False


class Columns(Section):
    """The headers of the table under which the fields of a position stand."""

    code: Line
    unit: Line
    title: Line
    headcount: Line
    district: Line
    education: Line
    degree: Line


class PositionTable(Section):
    """Where the position table is. Without ``columns`` any format the importer reads, by meaning."""

    file: Annotated[str, StringConstraints(pattern=r"^[^/\\]+\.(csv|xls|xlsx|ods|zip)$")]
    columns: Columns | None = None
    sample: bool = False
    note: Text | None = None
    blocks_unfit: bool = False
    show_applicants: bool = True


def fields_at(kind: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """The keys known to ``kind`` at that place inside it; none where the place is no table of keys."""
    for part in path:
        if isinstance(part, str):
            inner = _model_in(kind.model_fields[part].annotation) if part in kind.model_fields else None
            if inner is None:
                return []
            kind = inner
    return list(kind.model_fields)


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The model inside an annotation such as ``list[Text]`` or ``Text | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
