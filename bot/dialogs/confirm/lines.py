"""Everything that confirming makes final, line by line; the document number and the phone stay masked."""

from markupsafe import Markup

from bot.dialogs.form.summary import form_lines
from bot.pairs import pair_lines
from core.model.account import Account
from core.model.exam import Position
from core.rules.identity.masking import masked_document, masked_phone
from core.services.applications import Home
from locales.names import name_of
from locales.words import T, Words


def final_lines(words: Words, seen: Home) -> Markup:
    """The lines of the read-back; empty while something is missing that has to be there."""
    if seen.account is None or seen.application is None or seen.exam is None or seen.position is None:
        return Markup("")
    form = form_lines(words, seen.application, seen.exam)
    pairs = [*_person(words, seen.account), *form, *_position(words, seen.position)]
    return pair_lines(words, pairs)


def _person(words: Words, account: Account) -> list[tuple[str, str]]:
    identity = account.identity
    return [
        (words(T("Name")), identity.name),
        (words(T("Gender")), name_of(words, identity.gender.value)),
        (words(T("Document")), masked_document(identity.document_number)),
        (words(T("Phone")), masked_phone(account.phone)),
    ]


def _position(words: Words, position: Position) -> list[tuple[str, str]]:
    return [
        (words(T("Position code")), position.code),
        (words(T("Unit")), position.unit),
        (words(T("Position")), position.title),
    ]
