"""What secure pages say beside a field: mended numbers, doubtful characters of a name, and refusals with their clause."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from core.model.decisions import Refused
from core.rules.identity.mending import Note
from core.rules.identity.names import Doubt, Remark, code_point
from locales.reasons import with_clause
from locales.words import T, Words

NOTES: Mapping[Note, str] = {
    Note.FULL_WIDTH: T("I read the full-width characters in it as ordinary ones."),
    Note.BLANKS: T("I left out the blanks and hyphens in it."),
    Note.LOWER_CASE: T("I read the small letters in it as capitals; the last character of an ID number is a capital X."),
    Note.LOOK_ALIKE: T("It contained a letter of another alphabet that looks like a Latin one; I read it as the Latin letter."),
    Note.REGION_UNKNOWN: T("I don't know the region at its beginning. That needn't be wrong; please compare it once more."),
    Note.CARD_UNKNOWN: T("I don't know this kind of card number. If the bank refuses it, please check whether it is a debit card."),
    Note.CARD_KIND_UNKNOWN: T("I can't tell whether this is a debit card. If the bank refuses it, please try another card."),
    Note.CARD_OF_OTHER_BANK: T("This number looks like a card of another bank than the one chosen. Please compare."),
}

DOUBTS: Mapping[Doubt, str] = {
    Doubt.DOT: T("{character} is not the dot used in names on ID documents, which is {twin}."),
    Doubt.PRIVATE_USE: T("{character} is a private character of some older keyboards; in the standard it is {twin}."),
    Doubt.COMPATIBILITY: T("{character} is a compatibility form; the usual character is {twin}."),
    Doubt.FULL_WIDTH: T("{character} is a full-width character; the usual one is {twin}."),
    Doubt.INNER_BLANK: T("There is a blank inside the name."),
    Doubt.VARIATION_SELECTOR: T("{character} is an invisible mark that chooses a shape; banks hardly ever keep it."),
}
NO_TWIN = T("{character} is a private character that others may not see. Please ask the bank how it keeps your name.")


def say_notes(notes: Sequence[Note], words: Words) -> list[str]:
    """What was mended or is worth a second look."""
    return [words(NOTES[note]) for note in notes]


def say_remark(remark: Remark, words: Words) -> str:
    """Why a character of a name is doubtful, with code points."""
    source = NO_TWIN if remark.twin is None else DOUBTS[remark.doubt]
    return words(source, character=code_point(remark.character), twin=code_point(remark.twin) if remark.twin else "")


def say_refused(refused: Refused, words: Words, zone: tzinfo) -> str:
    """A refusal in one line, its clause behind it."""
    return " ".join(with_clause(refused, words, zone).splitlines())
