"""A whole identity as typed on a page (指南 二(一)2): every field judged, so that all slips are told at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.model.account import Gender, Identity
from core.model.decisions import Refused
from core.model.exam import DocumentFormat, DocumentType
from core.model.reasons import Reason
from core.rules.identity.documents import DocumentReading, read_document
from core.rules.identity.names import NameReading, read_name
from core.rules.identity.persons import PersonFaults, read_person


@dataclass(frozen=True, slots=True, repr=False)
class TypedIdentity:
    """Identity data as typed. Never log one.

    :param name_kept: the doubtful name that the candidate has looked at and wants to keep as it is; "" before that.
    """

    name: str
    name_kept: str
    document_type: str
    document_number: str
    gender: str
    birth_date: str


@dataclass(frozen=True, slots=True)
class ReadIdentity:
    """An identity whose every field can be right.

    :param format: how the document's number is checked; with ``document.person`` it says who it is.
    """

    identity: Identity
    format: DocumentFormat
    document: DocumentReading


@dataclass(frozen=True, slots=True)
class IdentityFaults:
    """What is wrong, by field."""

    by_field: Mapping[str, Refused]


def read_identity(typed: TypedIdentity, kinds: Sequence[DocumentType], today: date) -> ReadIdentity | IdentityFaults | NameReading:
    """The identity; or what is wrong with it; or a name with remarks that the candidate hasn't decided about yet."""
    name = read_name(typed.name)
    kind = next((kind for kind in kinds if kind.id == typed.document_type), None)
    document = Refused(Reason.DOCUMENT_TYPE_UNKNOWN) if kind is None else read_document(kind.format, typed.document_number, today)
    if kind is None or isinstance(document, Refused):
        field = "document_type" if kind is None else "document_number"
        return IdentityFaults(_faults({"name": name, field: document}))
    person = read_person(document, typed.gender, typed.birth_date, today)
    if isinstance(name, Refused) or isinstance(person, PersonFaults):
        return IdentityFaults(_faults({"name": name, **_person_faults(person)}))
    if name.remarks and name.raw != typed.name_kept:
        return name
    gender, birth_on = person
    return ReadIdentity(Identity(name.raw, kind.id, document.number, gender, birth_on), kind.format, document)


def _person_faults(person: tuple[Gender, date] | PersonFaults) -> dict[str, object]:
    return {"gender": person.gender, "birth_date": person.birth_on} if isinstance(person, PersonFaults) else {}


def _faults(read: Mapping[str, object]) -> dict[str, Refused]:
    return {field: value for field, value in read.items() if isinstance(value, Refused)}
