"""What each kind of page takes and does: template, fields, which of them are never shown again, the use case behind it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from core.model.account import Change, PagePurpose
from core.model.decisions import Refused
from core.rules.identity.names import NameReading, read_name
from core.services.accounts import (
    Accounts,
    FieldFaults,
    NameDoubts,
    PageDone,
    Submission,
    TypedBank,
    TypedChange,
    TypedIdentity,
    TypedLogin,
    TypedOwner,
    TypedPassword,
    TypedPerson,
    TypedPhone,
)

Fields = Mapping[str, str]
Answer = PageDone | FieldFaults | NameDoubts | Refused
Submit = Callable[[Accounts, Submission, Fields], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of page.

    :param fields: names of what is taken from a form; everything else is dropped.
    :param secret: those that are never sent back to the browser.
    :param number: place among the three pages of a registration, 0 for other pages.
    """

    template: str
    fields: tuple[str, ...]
    secret: frozenset[str]
    number: int
    submit: Submit
    decide: Callable[[Fields], Fields] = dict

    def taken(self, form: Fields) -> Fields:
        """The step's own fields; what is missing counts as empty, what the candidate decided about is done."""
        return self.decide({name: form.get(name, "") for name in self.fields})

    def shown(self, fields: Fields) -> dict[str, str]:
        """What may stand in the form again."""
        return {name: "" if name in self.secret else fields.get(name, "") for name in self.fields}


async def _login_data(accounts: Accounts, submission: Submission, fields: Fields) -> Answer:
    typed = TypedLogin(fields["username"], fields["password"], fields["password_again"])
    return await accounts.give_login_data(submission, typed)


async def _identity(accounts: Accounts, submission: Submission, fields: Fields) -> Answer:
    return await accounts.give_identity(
        submission,
        TypedIdentity(
            name=fields["name"],
            name_kept=fields["name_kept"],
            document_type=fields["document_type"],
            document_number=fields["document_number"],
            gender=fields["gender"],
            birth_date=fields["birth_date"],
        ),
    )


async def _bank_data(accounts: Accounts, submission: Submission, fields: Fields) -> Answer:
    return await accounts.give_bank_data(submission, TypedBank(fields["bank"], fields["card_number"], fields["phone"]))


async def _login(accounts: Accounts, submission: Submission, fields: Fields) -> Answer:
    return await accounts.log_in(submission, fields["username"], fields["password"])


async def _recover(accounts: Accounts, submission: Submission, fields: Fields) -> Answer:
    typed = TypedPerson(
        fields["name"],
        fields["document_type"],
        fields["document_number"],
        fields["user_type"] or "personal",
        fields["old_username"],
    )
    return await accounts.recover_username(submission, typed)


async def _recover_password(accounts: Accounts, submission: Submission, fields: Fields) -> Answer:
    return await accounts.resetting.begin(submission, fields["username"])


async def _by_document(accounts: Accounts, submission: Submission, fields: Fields) -> Answer:
    typed = TypedOwner(fields["document_type"], fields["document_number"], fields["phone"])
    return await accounts.resetting.send_code(submission, typed)


async def _by_questions(accounts: Accounts, submission: Submission, fields: Fields) -> Answer:
    return await accounts.answering.answer(submission, [fields[name] for name in _ANSWERS])


async def _reset(accounts: Accounts, submission: Submission, fields: Fields) -> Answer:
    return await accounts.resetting.reset(submission, TypedPassword("", fields["new_password"], fields["new_password_again"]))


async def _change_password(accounts: Accounts, submission: Submission, fields: Fields) -> Answer:
    typed = TypedPassword(fields["password"], fields["new_password"], fields["new_password_again"])
    return await accounts.secrets.change_password(submission, typed)


async def _set_questions(accounts: Accounts, submission: Submission, fields: Fields) -> Answer:
    pairs = [(fields[question], fields[answer]) for question, answer in zip(_QUESTIONS, _ANSWERS, strict=True)]
    return await accounts.secrets.set_questions(submission, fields["password"], pairs)


def _facing(purpose: PagePurpose) -> Submit:
    async def submit(accounts: Accounts, submission: Submission, fields: Fields) -> Answer:
        typed = TypedPerson(fields["name"], fields["document_type"], fields["document_number"])
        return await accounts.facing.begin(submission, purpose, typed)

    return submit


def _changing(change: Change) -> Submit:
    async def submit(accounts: Accounts, submission: Submission, fields: Fields) -> Answer:
        typed = TypedChange(
            change,
            fields["password"],
            fields["bank"],
            fields["card_number"],
            name=fields.get("name", ""),
            name_kept=fields.get("name_kept", ""),
            phone=fields.get("phone", ""),
        )
        return await accounts.maintaining.change(submission, typed)

    return submit


async def _replace_phone(accounts: Accounts, submission: Submission, fields: Fields) -> Answer:
    return await accounts.replacing_phone.replace(submission, TypedPhone(**{name: fields[name] for name in _REPLACING}))


def _with_decision(fields: Fields) -> Fields:
    """The name as the candidate decided; a decision counts only for the name that was asked about."""
    name, kept = fields["name"].strip(), ""
    if name and name == fields["name_asked"]:
        reading = read_name(name)
        kept = name if fields["name_choice"] == KEEP else ""
        if fields["name_choice"] == CHANGE and isinstance(reading, NameReading):
            name = reading.variant or name
    return {**fields, "name": name, "name_kept": kept}


KEEP, CHANGE = "keep", "change"
_ANSWERS = ("answer_1", "answer_2", "answer_3")
_QUESTIONS = ("question_1", "question_2", "question_3")
_DOCUMENT = ("document_type", "document_number")
_NEW_PASSWORD = ("new_password", "new_password_again")
_REPLACING = ("name", "document_type", "document_number", "bank", "card_number", "phone")
_CARD = ("password", "bank", "card_number")
_CARD_SECRETS = frozenset({"password", "card_number"})
_PERSON = ("name", "document_type", "document_number")
STEPS: Mapping[PagePurpose, Step] = {
    PagePurpose.REGISTER_LOGIN: Step(
        "secure/register_login.html",
        ("username", "password", "password_again"),
        frozenset({"password", "password_again"}),
        1,
        _login_data,
    ),
    PagePurpose.REGISTER_IDENTITY: Step(
        "secure/register_identity.html",
        (*_PERSON, "gender", "birth_date", "name_asked", "name_choice"),
        frozenset({"name_asked", "name_choice"}),
        2,
        _identity,
        _with_decision,
    ),
    PagePurpose.REGISTER_BANK: Step(
        "secure/register_bank.html", ("bank", "card_number", "phone"), frozenset({"card_number"}), 3, _bank_data
    ),
    PagePurpose.LOGIN: Step("secure/login.html", ("username", "password"), frozenset({"password"}), 0, _login),
    PagePurpose.RECOVER_USERNAME: Step(
        "secure/recover_username.html", (*_PERSON, "user_type", "old_username"), frozenset(), 0, _recover
    ),
    PagePurpose.CHANGE_NAME: Step(
        "secure/change_name.html",
        ("name", *_CARD, "name_asked", "name_choice"),
        _CARD_SECRETS | {"name_asked", "name_choice"},
        0,
        _changing(Change.NAME),
        _with_decision,
    ),
    PagePurpose.CHANGE_PHONE: Step("secure/change_phone.html", ("phone", *_CARD), _CARD_SECRETS, 0, _changing(Change.PHONE)),
    PagePurpose.CHANGE_CARD: Step("secure/change_card.html", _CARD, _CARD_SECRETS, 0, _changing(Change.CARD)),
    PagePurpose.REPLACE_PHONE: Step("secure/replace_phone.html", _REPLACING, frozenset({"card_number"}), 0, _replace_phone),
    PagePurpose.FACE_FOR_USERNAME: Step("secure/face.html", _PERSON, frozenset(), 0, _facing(PagePurpose.FACE_FOR_USERNAME)),
    PagePurpose.FACE_FOR_PASSWORD: Step("secure/face.html", _PERSON, frozenset(), 0, _facing(PagePurpose.FACE_FOR_PASSWORD)),
    PagePurpose.RECOVER_PASSWORD: Step("secure/recover_password.html", ("username",), frozenset(), 0, _recover_password),
    PagePurpose.RECOVER_BY_DOCUMENT: Step("secure/recover_by_document.html", (*_DOCUMENT, "phone"), frozenset(), 0, _by_document),
    PagePurpose.RECOVER_BY_QUESTIONS: Step("secure/recover_by_questions.html", _ANSWERS, frozenset(_ANSWERS), 0, _by_questions),
    PagePurpose.RESET_PASSWORD: Step("secure/reset_password.html", _NEW_PASSWORD, frozenset(_NEW_PASSWORD), 0, _reset),
    PagePurpose.CHANGE_PASSWORD: Step(
        "secure/change_password.html", ("password", *_NEW_PASSWORD), frozenset({"password", *_NEW_PASSWORD}), 0, _change_password
    ),
    PagePurpose.SET_QUESTIONS: Step(
        "secure/set_questions.html",
        ("password", *_QUESTIONS, *_ANSWERS),
        frozenset({"password", *_ANSWERS}),
        0,
        _set_questions,
    ),
}
