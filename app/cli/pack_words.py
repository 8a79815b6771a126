"""The sentence for every mistake in an exam pack: what is wrong, and how to mend it."""

from collections.abc import Mapping

from core.packs import Mistake, MistakeCode
from locales.words import T, Words

SENTENCES: Mapping[MistakeCode, str] = {
    MistakeCode.FOLDER_MISSING: T("There is no such folder."),
    MistakeCode.FILE_MISSING: T("This file is missing."),
    MistakeCode.NOT_UTF8: T("This line isn't UTF-8. Save the file as UTF-8."),
    MistakeCode.SYNTAX: T("This can't be read as TOML: {detail}"),
    MistakeCode.SECTION_TWICE: T("{other} has this section too; a section stands in one file."),
    MistakeCode.MISSING: T("This is missing."),
    MistakeCode.UNKNOWN_KEY: T("Nobody knows this key."),
    MistakeCode.WRONG_TYPE: T("This has the wrong type; expected: {expected}."),
    MistakeCode.NOT_ALLOWED: T("{given} isn't possible here; possible: {expected}."),
    MistakeCode.BAD_FORM: T("{given} doesn't have the right form."),
    MistakeCode.EMPTY: T("This must not be empty."),
    MistakeCode.OUT_OF_RANGE: T("{given} is too small or too large."),
    MistakeCode.LANGUAGE_MISSING: T("The text in {language} is missing."),
    MistakeCode.UNREADABLE: T("This can't be read: {detail}"),
    MistakeCode.ZONE_UNKNOWN: T("There is no time zone {given}."),
    MistakeCode.INSTANT_NAIVE: T("This instant needs its offset, such as 2031-05-16T09:00:00+02:00."),
    MistakeCode.INSTANT_OFFSET: T("{given} has another offset than the zone of the exam; in that zone it is {expected}."),
    MistakeCode.CLOSES_BEFORE_OPENS: T("The closing must come after the opening."),
    MistakeCode.WINDOW_EMPTY: T("This window has neither opening nor closing."),
    MistakeCode.WINDOW_MISSING: T("The window {given} is missing."),
    MistakeCode.WINDOW_UNFOUNDED: T("Name the clause this window rests on, or write assumed = true."),
    MistakeCode.PAYMENT_ENDS_EARLY: T("Payment ends before registration does: the last to confirm couldn't pay."),
    MistakeCode.ROSTER_EARLY: T("The roster is frozen before payment ends."),
    MistakeCode.TICKET_LATE: T("Tickets can be printed only after the first paper begins."),
    MistakeCode.ENDS_BEFORE_START: T("The end must come after the start."),
    MistakeCode.OUT_OF_ORDER: T("This begins before the one above it is over; put them in order."),
    MistakeCode.LAST_BEFORE_FIRST: T("The last day lies before the first."),
    MistakeCode.TWICE: T("{given} is there twice; first in line {line}."),
    MistakeCode.CLAUSE_UNKNOWN: T("There is no clause {given} in this pack."),
    MistakeCode.REASON_UNKNOWN: T("There is no reason {given}."),
    MistakeCode.ENTRY_UNKNOWN: T("There is no entry {given} in this pack."),
    MistakeCode.FEW_QUESTIONS: T("{given} ways of asking are too few to learn from; {expected} are needed."),
    MistakeCode.QUESTION_TWICE: T("“{given}” stands under {other} too; a question reaches one answer."),
    MistakeCode.PATTERN_BROKEN: T("This pattern can't be read: {detail}"),
    MistakeCode.REASON_TWICE: T("The clause {other} has the reason {given} already."),
    MistakeCode.ANCHOR_MISSING: T("This pack doesn't say {given}, so nothing can be counted from it."),
    MistakeCode.OFFSETS_DISORDERED: T("The offsets must come in this order: earliest, at, out_by, until."),
    MistakeCode.WARNED_LATE: T("{given} lies after what is warned of."),
    MistakeCode.PLACE_UNKNOWN: T("There is no place {given} in these words; there are: {expected}."),
    MistakeCode.BANK_UNKNOWN: T("{given} isn't in the register of banks. Correct the code, or write unlisted = true."),
    MistakeCode.MIN_OVER_MAX: T("The least is more than the most."),
    MistakeCode.DESK_UNREACHABLE: T("This desk has neither telephone nor mail address."),
    MistakeCode.FEE_WITHOUT_WAY: T("There is a fee, but no way to pay it."),
    MistakeCode.LIST_HEAD: T("The first line doesn't say how this list is hashed. Make the file with kaoban exam hash-usernames."),
    MistakeCode.NOT_A_HASH: T("This is no hash. Clear usernames don't belong here: make the file with kaoban exam hash-usernames."),
    MistakeCode.COLUMN_MISSING: T("The table has no column {given}."),
    MistakeCode.COLUMN_TWICE: T("The table has the column {given} twice."),
    MistakeCode.CELLS_MISCOUNTED: T("This row has {given} cells, the header {expected}."),
    MistakeCode.CELL_EMPTY: T("This cell must not be empty."),
    MistakeCode.HEADCOUNT: T("{given} is no number of people to recruit."),
    MistakeCode.CODE_FORM: T("{given} is no position code: digits, capital letters and hyphens, at most 40."),
    MistakeCode.TABLE_EMPTY: T("The table has no row."),
}


def said(mistake: Mistake, words: Words) -> str:
    """The mistake in the reader's language."""
    sentence = words(SENTENCES[mistake.code]).format(**mistake.values)
    nearest = mistake.values.get("nearest")
    guess = T("Did you mean {nearest}?")
    return f"{sentence} {words(guess, nearest=nearest)}" if nearest else sentence
