"""Every window a candidate can stand in; one group a dialog."""

from aiogram.fsm.state import State, StatesGroup


class HomeSG(StatesGroup):
    """The way at a glance, and the language."""

    main = State()
    language = State()


class AccountSG(StatesGroup):
    """Register, log in, recover, log out."""

    main = State()
    register = State()
    code = State()
    login = State()
    recover = State()
    recover_code = State()
    recover_face = State()
    old_username = State()


class PasswordSG(StatesGroup):
    """Recover the password: the username, a way to prove who it is, a new password."""

    main = State()
    ways = State()
    document = State()
    code = State()
    questions = State()
    face = State()
    reset = State()
    replace = State()


class OwnerSG(StatesGroup):
    """Maintain the account: what may change, and one change."""

    main = State()
    change = State()


class TroubleSG(StatesGroup):
    """The bank doesn't recognise somebody: the next step."""

    main = State()


class ApplySG(StatesGroup):
    """Choose an exam, read and accept its agreements."""

    exams = State()
    agreement = State()


class FormSG(StatesGroup):
    """The form: its summary, its photo, its fields."""

    summary = State()
    photo = State()
    photo_review = State()
    political_status = State()
    household = State()
    address = State()
    email = State()


class EducationSG(StatesGroup):
    """One education, question by question."""

    entry = State()
    level = State()
    outside = State()
    school = State()
    major = State()
    degree = State()
    full_time = State()
    began = State()
    ended = State()


class PositionSG(StatesGroup):
    """Find a position by its code, look at it, stash it."""

    ask = State()
    look = State()
    doubt = State()
    stashed = State()


class MatchSG(StatesGroup):
    """Which positions fit: what fits, what has to be asked about, one question at a time."""

    main = State()
    question = State()


class FilterSG(StatesGroup):
    """Filters of the position table: the facets, and the values of one."""

    main = State()
    options = State()


class CompareSG(StatesGroup):
    """Up to three positions side by side."""

    main = State()


class FavouriteSG(StatesGroup):
    """Positions that were marked."""

    main = State()


class ConfirmSG(StatesGroup):
    """Read back, name the consequence, confirm."""

    read_back = State()
    consequence = State()


class PaySG(StatesGroup):
    """The way to the cashier."""

    main = State()


class ChargedSG(StatesGroup):
    """Money was taken, but it isn't shown as paid: ask, tell, open a case."""

    main = State()
    found = State()
    number = State()
    case = State()


class DocumentsSG(StatesGroup):
    """Registration form and admission ticket."""

    main = State()


class RemindersSG(StatesGroup):
    """Reminders: whether, when, where; what was told."""

    main = State()
    hours = State()
    told = State()


class HelpSG(StatesGroup):
    """What the guide answers, and whom to call."""

    topics = State()
    questions = State()
    answer = State()
    desks = State()


class HandoverSG(StatesGroup):
    """A person: what it is about, policy, the words, a mail instead, the case."""

    scope = State()
    policy = State()
    words = State()
    mail = State()
    case = State()
