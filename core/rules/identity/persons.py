"""Gender and birth date as typed beside a document (指南 二(一)2): filled from the number where it holds them, never against it."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from core.model.account import Gender
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.identity.documents import EARLIEST_BIRTH, DocumentReading

_PARTED = re.compile(r"([0-9]{4})\D{1,2}([0-9]{1,2})\D{1,2}([0-9]{1,2})\D?")
_JOINED = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")


@dataclass(frozen=True, slots=True)
class PersonFaults:
    """What is wrong with gender or birth date; at least one is."""

    gender: Refused | None
    birth_on: Refused | None


def read_person(document: DocumentReading, gender: str, birth_date: str, today: date) -> tuple[Gender, date] | PersonFaults:
    """Gender and birth date of the holder. What is left empty is taken from the number where the number holds it."""
    read_gender = _gender(document, gender.strip())
    read_birth = _birth(document, birth_date.strip(), today)
    if isinstance(read_gender, Refused) or isinstance(read_birth, Refused):
        return PersonFaults(
            read_gender if isinstance(read_gender, Refused) else None, read_birth if isinstance(read_birth, Refused) else None
        )
    return read_gender, read_birth


def read_date(typed: str) -> date | None:
    """A day written with any usual separators or none, year first: ``1996-03-04``, ``1996/3/4``, ``19960304``."""
    plain = unicodedata.normalize("NFKC", typed).strip()
    found = _PARTED.fullmatch(plain) or _JOINED.fullmatch(plain)
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def _gender(document: DocumentReading, typed: str) -> Gender | Refused:
    if not typed:
        return document.gender or Refused(Reason.GENDER_MISSING)
    if typed not in set(Gender):
        return Refused(Reason.GENDER_MISSING)
    gender = Gender(typed)
    if document.gender is not None and document.gender is not gender:
        return Refused(Reason.GENDER_DIFFERS)
    return gender


def _birth(document: DocumentReading, typed: str, today: date) -> date | Refused:
    if not typed:
        return document.birth_on or Refused(Reason.BIRTH_DATE_FORMAT)
    birth_on = read_date(typed)
    if birth_on is None or not EARLIEST_BIRTH <= birth_on <= today:
        return Refused(Reason.BIRTH_DATE_FORMAT)
    if document.birth_on is not None and document.birth_on != birth_on:
        return Refused(Reason.BIRTH_DATE_DIFFERS)
    return birth_on
