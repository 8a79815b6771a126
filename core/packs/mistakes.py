"""What can be wrong with an exam pack, and where. The command line says it in words; core only names it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class MistakeCode(StrEnum):
    """One kind of mistake each; the names in brackets are the ``values`` that come with it."""

    # files
    FOLDER_MISSING = "folder_missing"
    FILE_MISSING = "file_missing"
    NOT_UTF8 = "not_utf8"
    SYNTAX = "syntax"  # detail
    SECTION_TWICE = "section_twice"  # other: the file that has it too

    # shape
    MISSING = "missing"
    UNKNOWN_KEY = "unknown_key"  # nearest: a key that may have been meant, or empty
    WRONG_TYPE = "wrong_type"  # expected
    NOT_ALLOWED = "not_allowed"  # given, expected
    BAD_FORM = "bad_form"  # given
    EMPTY = "empty"
    OUT_OF_RANGE = "out_of_range"  # given
    LANGUAGE_MISSING = "language_missing"  # language
    UNREADABLE = "unreadable"  # detail

    # time
    ZONE_UNKNOWN = "zone_unknown"  # given
    INSTANT_NAIVE = "instant_naive"
    INSTANT_OFFSET = "instant_offset"  # given, expected
    CLOSES_BEFORE_OPENS = "closes_before_opens"
    WINDOW_EMPTY = "window_empty"
    WINDOW_MISSING = "window_missing"
    WINDOW_UNFOUNDED = "window_unfounded"
    PAYMENT_ENDS_EARLY = "payment_ends_early"
    ROSTER_EARLY = "roster_early"
    TICKET_LATE = "ticket_late"
    ENDS_BEFORE_START = "ends_before_start"
    OUT_OF_ORDER = "out_of_order"
    LAST_BEFORE_FIRST = "last_before_first"

    # references
    TWICE = "twice"  # given, line
    CLAUSE_UNKNOWN = "clause_unknown"  # given
    REASON_UNKNOWN = "reason_unknown"  # given
    ENTRY_UNKNOWN = "entry_unknown"  # given
    FEW_QUESTIONS = "few_questions"  # given, expected
    QUESTION_TWICE = "question_twice"  # given, other: where it stands too
    PATTERN_BROKEN = "pattern_broken"  # detail
    REASON_TWICE = "reason_twice"  # given, other: the clause that claims it too
    ANCHOR_MISSING = "anchor_missing"  # given
    OFFSETS_DISORDERED = "offsets_disordered"
    WARNED_LATE = "warned_late"  # given
    PLACE_UNKNOWN = "place_unknown"  # given, expected
    BANK_UNKNOWN = "bank_unknown"  # given
    MIN_OVER_MAX = "min_over_max"
    DESK_UNREACHABLE = "desk_unreachable"
    FEE_WITHOUT_WAY = "fee_without_way"

    # usernames from before the unified platform
    LIST_HEAD = "list_head"
    NOT_A_HASH = "not_a_hash"

    # position table
    COLUMN_MISSING = "column_missing"  # given
    COLUMN_TWICE = "column_twice"  # given
    CELLS_MISCOUNTED = "cells_miscounted"  # given, expected
    CELL_EMPTY = "cell_empty"
    HEADCOUNT = "headcount"  # given
    CODE_FORM = "code_form"  # given
    TABLE_EMPTY = "table_empty"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: ``line`` counts from 1, ``key`` is the key or column as an author finds it."""

    file: str
    line: int
    key: str
    code: MistakeCode
    values: Mapping[str, str] = field(default_factory=dict)
