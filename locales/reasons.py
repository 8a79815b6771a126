"""The sentence for every reason a wish can be refused for: what happened, that nothing is lost, what to do.

Places in braces: ``{at}`` the instant that matters, ``{0}``, ``{1}`` … what ``Refused.about`` names, in its order.
"""

from collections.abc import Mapping
from datetime import tzinfo

from core.model.decisions import Refused
from core.model.reasons import Reason
from locales.names import name_of
from locales.words import T, Words

SENTENCES: Mapping[Reason, str] = {
    Reason.NOT_LOGGED_IN: T("Please log in first. What you have filled in is kept."),
    Reason.CHAT_BOUND_TO_OTHER: T("This chat belongs to another account. Log out here first."),
    Reason.NO_EXAM_OPEN: T("There is no exam to apply for right now."),
    Reason.EXAM_UNKNOWN: T("This exam isn't offered here any more. Please choose from the list."),
    Reason.REGISTRATION_NOT_OPEN: T("Registration isn't open yet. It opens on {at}."),
    Reason.REGISTRATION_CLOSED: T("Registration closed on {at}. Nothing can be filled in, changed or confirmed any more."),
    Reason.AGREEMENTS_NOT_READ: T("Please read to the last page first; then you can accept."),
    Reason.AGREEMENTS_NOT_ACCEPTED: T("Please read and accept the agreements first."),
    Reason.PHOTO_MISSING: T("Your photo is still missing. Please send it first."),
    Reason.PHOTO_UNREADABLE: T("This file can't be read as a photo. Please send a JPEG or PNG; what you had before is kept."),
    Reason.PHOTO_TOO_LARGE: T("This file is too large. Please send a photo of at most {0} MB; what you had before is kept."),
    Reason.PHOTO_NOT_ACCEPTABLE: T("This photo doesn't meet the requirements yet. What you had before is kept."),
    Reason.EDUCATION_MISSING: T("Please add your education, every level from junior college upward."),
    Reason.EDUCATION_LEVEL_MISSING: T("{0} is missing. Every level from junior college upward has to be filled in."),
    Reason.EDUCATION_DATES_REVERSED: T("At {0} the last month lies before the first. Please correct the dates."),
    Reason.EDUCATION_OVERLAPS: T("The times at {0} and {1} overlap. Please correct the dates."),
    Reason.EDUCATION_GAP: T("Between {0} and {1} there is a gap in your studies that needs another entry or other dates."),
    Reason.EDUCATION_MAJOR_MISSING: T("The major at {0} is missing."),
    Reason.FIELD_MISSING: T("Still missing: {0}."),
    Reason.FIELD_TOO_LONG: T("{0} is too long: at most {1} characters."),
    Reason.FIELD_NOT_PRINTABLE: T("{0} has something that can't be printed on paper ({1}). Please write it another way."),
    Reason.DATE_UNREADABLE: T("I can't read this as a month. Write it like 2016-09."),
    Reason.DATE_OUT_OF_RANGE: T("This month can't be right. Please check the year."),
    Reason.POSITION_UNKNOWN: T("There is no position with the code {0}."),
    Reason.POSITION_WITHDRAWN: T("The position {0} was withdrawn by the authority. Please choose another one."),
    Reason.POSITION_UNFIT: T(
        "The conditions of position {0} speak against you, and this exam takes no application then. Your choice so far stays; please choose another position, or ask the recruiting unit."
    ),
    Reason.COMPARISON_FULL: T("At most {0} positions stand side by side. Take one of them away first."),
    Reason.FAVOURITES_FULL: T("At most {0} positions can be marked. Take a mark away first."),
    Reason.NO_POSITION_CHOSEN: T("Please choose a position first."),
    Reason.FORM_INCOMPLETE: T("The form isn't complete yet. Please complete it first."),
    Reason.ALREADY_CONFIRMED: T(
        "You confirmed your position on {at}. After confirmation neither the position nor any personal information can be changed."
    ),
    Reason.READ_BACK_STALE: T(
        "This button is from an earlier read-back. Nothing was confirmed; please read the data below once more."
    ),
    Reason.NOT_CONFIRMED: T("Please confirm your position first."),
    Reason.PAYMENT_NOT_OPEN: T("Payment isn't open yet. It opens on {at}."),
    Reason.PAYMENT_ENDING: T("It is too late to start a payment: the time for payment ends on {at}, in less than a minute."),
    Reason.PAYMENT_OVER: T("The time for payment ended on {at}."),
    Reason.ALREADY_PAID: T("Your payment has been received. Nothing more has to be paid."),
    Reason.PAYMENT_VERIFYING: T(
        "The time for payment is over and we are asking the payment provider. You will hear from me; don't pay again."
    ),
    Reason.PAYMENT_UNDER_REVIEW: T("A person is checking your payment. You will hear from me; don't pay again."),
    Reason.PAYMENT_UNAVAILABLE: T(
        "The payment provider doesn't answer right now. Nothing was charged; please try again in a minute."
    ),
    Reason.TRANSACTION_NUMBER_FORMAT: T(
        "This can't be a transaction number. It stands in the bill of your payment app, is long, and is never the number of "
        "a card, a phone or a document."
    ),
    Reason.PAYMENT_OPEN_ELSEWHERE: T(
        "Your first order can still be paid at its provider, and nobody should pay twice. Please pay there: choose the same way as before."
    ),
    Reason.PAYER_NOT_KNOWN: T("WeChat didn't tell in time who pays. Nothing was charged; please press the button once more."),
    Reason.PAYMENT_UNANSWERED: T(
        "The payment provider doesn't answer right now. We keep asking by ourselves, and a payment made in time always counts; don't pay again."
    ),
    Reason.ABANDONED_UNCONFIRMED: T("The position wasn't confirmed by {at}, which counts as giving up this application."),
    Reason.ABANDONED_UNPAID: T("The fee wasn't paid by {at}, which counts as giving up this application."),
    Reason.REFUNDED: T("The fee of this application was refunded."),
    Reason.NOT_PAID: T("Printing is for those who have paid."),
    Reason.FORM_PRINT_NOT_OPEN: T("The registration form can be printed from {at}. I will remind you."),
    Reason.FORM_PRINT_OVER: T("The registration form could be printed until {at}. No later step needs it."),
    Reason.TICKET_NOT_OPEN: T("The admission ticket can be printed from {at}. I will remind you."),
    Reason.TICKET_OVER: T("The admission ticket could be printed until {at}. Please call the desk."),
    Reason.TICKET_NOT_ISSUED: T(
        "Your admission ticket isn't issued yet: rooms and seats are still being arranged. I will tell you."
    ),
    Reason.NAME_NOT_PRINTABLE: T(
        "Your name has a character that can't be printed here ({0}). A person will prepare your document; please contact the desk."
    ),
    Reason.USERNAME_FORMAT: T("A username has 4 to 20 letters, digits or underscores and begins with a letter."),
    Reason.USERNAME_TAKEN: T("This username is taken. Please choose another one."),
    Reason.PASSWORD_TOO_SHORT: T("The password needs at least {0} characters."),
    Reason.PASSWORD_TOO_LONG: T("The password has at most {0} characters."),
    Reason.PASSWORD_TOO_SIMPLE: T("Please mix letters and digits, and take something others don't use."),
    Reason.PASSWORD_LIKE_USERNAME: T("The password must not contain the username."),
    Reason.PASSWORDS_DIFFER: T("The two passwords differ. Please type them again."),
    Reason.PASSWORD_WRONG: T("The password isn't right. For this, please type the one you log in with."),
    Reason.LOGIN_FAILED: T(
        "Username or password isn't right. Accounts from before the unified platform are void: please register anew."
    ),
    Reason.OLD_USERNAME: T(
        "This username stands in the list from before the unified platform. Those accounts are void: please register anew. "
        "If you have done that already, check username and password."
    ),
    Reason.TOO_MANY_TRIES: T("That was tried too often. Please wait until {at}; nothing is lost."),
    Reason.CAPTCHA_NEEDED: T(
        "Please also type the characters below, then send the form again. It shows that you aren't a machine."
    ),
    Reason.CAPTCHA_WRONG: T("Those weren't the characters. There are new ones now; please type them and send the form again."),
    Reason.FACE_UNREACHABLE: T(
        "The face check can't be reached right now. Nothing is lost; try again in a minute, or take another way."
    ),
    Reason.QUESTION_MISSING: T("Please choose a question from the list."),
    Reason.QUESTION_TWICE: T("This question was chosen already. Please choose another one."),
    Reason.ANSWER_MISSING: T("Please type an answer that you will remember."),
    Reason.ANSWER_TOO_LONG: T("The answer has at most {0} characters."),
    Reason.QUESTIONS_NOT_SET: T("未设置密保,不能通过密保问题找回密码. Please take one of the other ways."),
    Reason.ANSWERS_WRONG: T("The answers aren't all right. Please type all three again, or take another way."),
    Reason.FACE_NOT_PROVED: T("No passed face check of the owner is here. Please try again, or take another way."),
    Reason.RECOVERY_NOT_PROVED: T(
        "Username, document and phone don't belong together. It has to be the phone given at registration: another one receives a code, but doesn't count."
    ),
    Reason.NAME_UNCHANGED: T("This is the name the account has already."),
    Reason.PHONE_UNCHANGED: T("This is the phone the account has already."),
    Reason.NAME_MISSING: T("Please type your name exactly as the bank has it."),
    Reason.NAME_TOO_LONG: T("The name is longer than {0} characters. Please check it."),
    Reason.NAME_CHARACTERS: T("The name contains something that isn't part of a name: {0}"),
    Reason.DOCUMENT_TYPE_UNKNOWN: T("Please choose the kind of document from the list."),
    Reason.DOCUMENT_FORMAT: T("The document number doesn't have the right form. Please compare it with your document."),
    Reason.DOCUMENT_CHECKSUM: T(
        "The document number contains a slip: its last character doesn't fit the others. Please compare it digit by digit."
    ),
    Reason.DOCUMENT_BIRTH_DATE: T(
        "The document number contains a birth date that doesn't exist. Please compare it with your document."
    ),
    Reason.DOCUMENT_USED: T(
        "证件已被使用: this document already has an account. Recover the username instead of registering again."
    ),
    Reason.GENDER_MISSING: T("Please choose the gender as on the document."),
    Reason.GENDER_DIFFERS: T("The gender differs from the one in the document number."),
    Reason.BIRTH_DATE_FORMAT: T("Please give the birth date as on the document, like 1996-03-04."),
    Reason.BIRTH_DATE_DIFFERS: T("The birth date differs from the one in the document number."),
    Reason.BANK_UNKNOWN: T("Please choose one of the banks in the list."),
    Reason.CARD_FORMAT: T("The account number contains a slip. Please compare it with your card."),
    Reason.CARD_IS_CREDIT: T("This is a credit card. Please use a debit card or a financial social-security card."),
    Reason.PHONE_FORMAT: T("This isn't a phone number of mainland China. Please type its 11 digits."),
    Reason.PHONE_NOT_MOBILE: T("Please type a mobile number; a code is sent to it."),
    Reason.BANK_FIRST: T("Have it changed at the bank first; then it can be changed here."),
    Reason.BANK_MISMATCH: T(
        "人员姓名或证件名或证件号与银行登记不匹配. First compare name, document number and phone with what the bank has; then try another card."
    ),
    Reason.BANK_CARD_INVALID: T("The bank says that this card is expired, lost or closed. Please use another card."),
    Reason.BANK_UNREACHABLE: T(
        "The bank doesn't answer right now. Your earlier steps are kept; please try again in a few minutes."
    ),
    Reason.SMS_UNREACHABLE: T("The code couldn't be sent right now. Your earlier steps are kept; please try again in a minute."),
    Reason.CODE_WRONG: T("This code isn't right. Please compare it with the message on your phone."),
    Reason.CODE_EXPIRED: T("This code is no longer valid. Please ask for a new one."),
    Reason.CODE_TOO_SOON: T("A code was just sent. You can ask for a new one at {at}."),
    Reason.NOTHING_TO_VERIFY: T("No code is expected right now."),
    Reason.STAFF_LOGIN_FAILED: T(
        "Login, password or one-time code isn't right. Each code works once; wait for the next one if you have used it already."
    ),
    Reason.STAFF_LOGGED_OUT: T("Please log in to the console."),
    Reason.STAFF_FORBIDDEN: T("Your roles don't include this. If you need it, ask whoever runs the installation."),
    Reason.STAFF_CODE_WRONG: T(
        "That isn't a code of the new authenticator. Nothing was changed; please type the code it shows now."
    ),
    Reason.STAFF_NO_PROVIDER: T("Logging in at another house isn't set up here. Please use login, password and code."),
    Reason.STAFF_PROVIDER_STALE: T("That log-in took too long or began in another browser. Please begin again."),
    Reason.STAFF_NOT_TIED: T("Nobody here is tied to that identity. Whoever runs the installation can tie it to your account."),
    Reason.STAFF_REASON_MISSING: T("Please say in a few words why the full data are needed. It is written down."),
    Reason.STAFF_NOT_YOUR_CASE: T("Full data are shown for a candidate whose case is in your hands. Take the case first."),
    Reason.STAFF_NOT_DONE_BY_HAND: T("This refund isn't waiting for anybody any more. Nothing was changed."),
    Reason.PAGE_UNKNOWN: T("This page isn't valid here. Please open it with the button in your chat."),
    Reason.PAGE_USED: T("This page was used already. Please go back to the chat and go on there."),
    Reason.PAGE_EXPIRED: T("This page is no longer valid. Nothing is lost: please ask for a new one in the chat."),
    Reason.STEP_OUT_OF_ORDER: T("This step isn't due. Please go back to the chat and go on there."),
    Reason.CASE_UNKNOWN: T("There is no case of that number."),
    Reason.CASE_TAKEN: T("{0} has this case already. Nothing was sent or changed; leave a note, or ask for it to be passed on."),
    Reason.CASE_CLOSED: T("This case was closed on {at}. Nothing was sent or changed; open it again first."),
    Reason.CASE_NOT_CLOSED: T("This case is open already."),
    Reason.CASE_MESSAGE_EMPTY: T("There is nothing in this message. Nothing was sent."),
    Reason.CASE_MESSAGE_TOO_LONG: T("This message is too long: at most {0} characters. Nothing was sent; please send it in parts."),
    Reason.CASE_FILE_TOO_LARGE: T("This file is too large: at most {0} MB. Nothing was sent."),
    Reason.CASE_NO_CHAT: T("This case has no candidate who could be reached in a chat. Leave a note instead."),
    Reason.CASE_NOT_EDITABLE: T("Only your own replies can be edited, and only while the case is open."),
    Reason.CASE_DESK_UNKNOWN: T("There is no such desk. Nothing was passed on."),
    Reason.CASE_POLICY: T("That is a matter of recruitment policy. It isn't decided here; the recruiting unit answers it."),
    Reason.CASE_TOO_MANY_MESSAGES: T(
        "Many messages have come in a short time. Please wait until {at}; everything before this one is with your case."
    ),
    Reason.REMINDER_LATE: T("In two hours it would be too late: it ends {at}. Please do it now."),
    Reason.WINDOW_UNCHANGED: T("The window stands like this already. Nothing was changed."),
    Reason.WINDOW_WITHOUT_ENDS: T("A window needs an opening or a closing. Nothing was changed."),
    Reason.WINDOW_BACKWARDS: T("The closing must come after the opening. Nothing was changed."),
    Reason.WINDOW_IN_THE_PAST: T("{at} is past already; a deadline moves to a time still to come. Nothing was changed."),
    Reason.WINDOW_OUT_OF_ORDER: T(
        "Then the next step would be over before this one: it ends at {at}. Move that one first. Nothing was changed."
    ),
    Reason.WINDOW_MOVED_WITHOUT_REASON: T("Please write why; it is kept in the record. Nothing was changed."),
    Reason.ROSTER_FROZEN: T("The roster is closed since {at}. Nothing was changed."),
    Reason.FILE_MISSING: T("Please choose a file. Nothing was changed."),
    Reason.SEATS_UNKNOWN: T("No paid application has these serials: {0}. No seat was given."),
    Reason.ACCOUNT_UNKNOWN: T("There is no such account."),
    Reason.INSTANT_UNREADABLE: T("Date and time can't be read: {0}. Nothing was changed."),
    Reason.TABLE_UNREADABLE: T("This file can't be read as a table: {0}. Nothing was changed."),
    Reason.PREVIEW_STALE: T("Something has changed since this was shown. Nothing was done; please look at it again."),
    Reason.ANNOUNCEMENT_INCOMPLETE: T("An announcement needs its words in all three languages. Nothing was sent."),
    Reason.ANNOUNCEMENT_TOO_LONG: T("An announcement has at most {0} characters in each language. Nothing was sent."),
    Reason.ERASE_NOT_DUE: T("This can't be erased yet: it is needed until {at}. Nothing was erased."),
    Reason.ANSWER_TEXT_MISSING: T("Question and answer are needed in all three languages; {0} is missing. Nothing was kept."),
    Reason.ANSWER_WORDS_TOO_LONG: T("An answer has at most {0} characters, so that it is read. Nothing was kept."),
    Reason.ANSWER_CLAUSE_UNKNOWN: T("The notice of this exam has no clause {0}. An answer without a clause can't be given."),
    Reason.ANSWER_TOPIC_UNKNOWN: T("Please choose a topic; under it the answer is found among the questions."),
    Reason.ANSWER_PHRASINGS_FEW: T("Between {0} and {1} ways of asking are needed, one a line, each short. Nothing was kept."),
    Reason.ANSWER_SAME_PERSON: T("You wrote this answer, so somebody else has to approve it."),
    Reason.ANSWER_DECIDED: T("This answer was decided on already."),
    Reason.ANSWER_NOT_LIVE: T("This answer doesn't stand at present."),
}


def sentence(refused: Refused, words: Words, zone: tzinfo) -> str:
    """The refusal in the reader's language; the clause is quoted by whoever shows it."""
    at = words.moment(refused.at, zone) if refused.at else ""
    about = [name_of(words, one) for one in refused.about]
    return words(SENTENCES[refused.reason]).format(*about, at=at)


def with_clause(refused: Refused, words: Words, zone: tzinfo) -> str:
    """The refusal followed by the clause of the notice that it rests on, where there is one."""
    said = sentence(refused, words, zone)
    return f"{said}\n{words(T('Basis: {clause}'), clause=refused.clause)}" if refused.clause else said
