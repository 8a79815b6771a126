"""Why a wish was refused. Every reason has its words in ``locales.reasons`` and may have a clause in the exam pack."""

from enum import StrEnum


class Reason(StrEnum):
    """The one thing that stood in the way; each value leads the candidate to a different next step."""

    # who is asking
    NOT_LOGGED_IN = "not_logged_in"
    CHAT_BOUND_TO_OTHER = "chat_bound_to_other"

    # exams and agreements
    NO_EXAM_OPEN = "no_exam_open"
    EXAM_UNKNOWN = "exam_unknown"
    REGISTRATION_NOT_OPEN = "registration_not_open"
    REGISTRATION_CLOSED = "registration_closed"
    AGREEMENTS_NOT_READ = "agreements_not_read"
    AGREEMENTS_NOT_ACCEPTED = "agreements_not_accepted"

    # photo and form
    PHOTO_MISSING = "photo_missing"
    PHOTO_UNREADABLE = "photo_unreadable"
    PHOTO_TOO_LARGE = "photo_too_large"
    PHOTO_NOT_ACCEPTABLE = "photo_not_acceptable"
    EDUCATION_MISSING = "education_missing"
    EDUCATION_LEVEL_MISSING = "education_level_missing"
    EDUCATION_DATES_REVERSED = "education_dates_reversed"
    EDUCATION_OVERLAPS = "education_overlaps"
    EDUCATION_GAP = "education_gap"
    EDUCATION_MAJOR_MISSING = "education_major_missing"
    FIELD_MISSING = "field_missing"
    FIELD_TOO_LONG = "field_too_long"
    FIELD_NOT_PRINTABLE = "field_not_printable"
    DATE_UNREADABLE = "date_unreadable"
    DATE_OUT_OF_RANGE = "date_out_of_range"

    # position
    POSITION_UNKNOWN = "position_unknown"
    POSITION_WITHDRAWN = "position_withdrawn"
    POSITION_UNFIT = "position_unfit"
    NO_POSITION_CHOSEN = "no_position_chosen"
    COMPARISON_FULL = "comparison_full"
    FAVOURITES_FULL = "favourites_full"
    FORM_INCOMPLETE = "form_incomplete"

    # confirming
    ALREADY_CONFIRMED = "already_confirmed"
    READ_BACK_STALE = "read_back_stale"

    # paying
    NOT_CONFIRMED = "not_confirmed"
    PAYMENT_NOT_OPEN = "payment_not_open"
    PAYMENT_ENDING = "payment_ending"
    PAYMENT_OVER = "payment_over"
    ALREADY_PAID = "already_paid"
    PAYMENT_VERIFYING = "payment_verifying"
    PAYMENT_UNDER_REVIEW = "payment_under_review"
    PAYMENT_UNAVAILABLE = "payment_unavailable"
    PAYMENT_UNANSWERED = "payment_unanswered"
    PAYMENT_OPEN_ELSEWHERE = "payment_open_elsewhere"
    PAYER_NOT_KNOWN = "payer_not_known"
    TRANSACTION_NUMBER_FORMAT = "transaction_number_format"
    ABANDONED_UNCONFIRMED = "abandoned_unconfirmed"
    ABANDONED_UNPAID = "abandoned_unpaid"
    REFUNDED = "refunded"

    # printing
    NOT_PAID = "not_paid"
    FORM_PRINT_NOT_OPEN = "form_print_not_open"
    FORM_PRINT_OVER = "form_print_over"
    TICKET_NOT_OPEN = "ticket_not_open"
    TICKET_OVER = "ticket_over"
    TICKET_NOT_ISSUED = "ticket_not_issued"
    NAME_NOT_PRINTABLE = "name_not_printable"

    # account: log-in data
    USERNAME_FORMAT = "username_format"
    USERNAME_TAKEN = "username_taken"
    PASSWORD_TOO_SHORT = "password_too_short"
    PASSWORD_TOO_LONG = "password_too_long"
    PASSWORD_TOO_SIMPLE = "password_too_simple"
    PASSWORD_LIKE_USERNAME = "password_like_username"
    PASSWORDS_DIFFER = "passwords_differ"
    PASSWORD_WRONG = "password_wrong"
    LOGIN_FAILED = "login_failed"
    OLD_USERNAME = "old_username"
    TOO_MANY_TRIES = "too_many_tries"
    CAPTCHA_NEEDED = "captcha_needed"
    CAPTCHA_WRONG = "captcha_wrong"
    FACE_UNREACHABLE = "face_unreachable"

    # account: security questions and recovery
    QUESTION_MISSING = "question_missing"
    QUESTION_TWICE = "question_twice"
    ANSWER_MISSING = "answer_missing"
    ANSWER_TOO_LONG = "answer_too_long"
    QUESTIONS_NOT_SET = "questions_not_set"
    ANSWERS_WRONG = "answers_wrong"
    FACE_NOT_PROVED = "face_not_proved"
    RECOVERY_NOT_PROVED = "recovery_not_proved"
    NAME_UNCHANGED = "name_unchanged"
    PHONE_UNCHANGED = "phone_unchanged"

    # account: identity
    NAME_MISSING = "name_missing"
    NAME_TOO_LONG = "name_too_long"
    NAME_CHARACTERS = "name_characters"
    DOCUMENT_TYPE_UNKNOWN = "document_type_unknown"
    DOCUMENT_FORMAT = "document_format"
    DOCUMENT_CHECKSUM = "document_checksum"
    DOCUMENT_BIRTH_DATE = "document_birth_date"
    DOCUMENT_USED = "document_used"
    GENDER_MISSING = "gender_missing"
    GENDER_DIFFERS = "gender_differs"
    BIRTH_DATE_FORMAT = "birth_date_format"
    BIRTH_DATE_DIFFERS = "birth_date_differs"

    # account: bank and phone
    BANK_UNKNOWN = "bank_unknown"
    CARD_FORMAT = "card_format"
    CARD_IS_CREDIT = "card_is_credit"
    PHONE_FORMAT = "phone_format"
    PHONE_NOT_MOBILE = "phone_not_mobile"
    BANK_FIRST = "bank_first"
    BANK_MISMATCH = "bank_mismatch"
    BANK_CARD_INVALID = "bank_card_invalid"
    BANK_UNREACHABLE = "bank_unreachable"
    SMS_UNREACHABLE = "sms_unreachable"
    CODE_WRONG = "code_wrong"
    CODE_EXPIRED = "code_expired"
    CODE_TOO_SOON = "code_too_soon"
    NOTHING_TO_VERIFY = "nothing_to_verify"

    # staff at the console
    STAFF_LOGIN_FAILED = "staff_login_failed"
    STAFF_LOGGED_OUT = "staff_logged_out"
    STAFF_FORBIDDEN = "staff_forbidden"
    STAFF_CODE_WRONG = "staff_code_wrong"
    STAFF_NO_PROVIDER = "staff_no_provider"
    STAFF_PROVIDER_STALE = "staff_provider_stale"
    STAFF_NOT_TIED = "staff_not_tied"
    STAFF_REASON_MISSING = "staff_reason_missing"
    STAFF_NOT_YOUR_CASE = "staff_not_your_case"
    STAFF_NOT_DONE_BY_HAND = "staff_not_done_by_hand"

    # secure pages
    PAGE_UNKNOWN = "page_unknown"
    PAGE_USED = "page_used"
    PAGE_EXPIRED = "page_expired"
    STEP_OUT_OF_ORDER = "step_out_of_order"

    # cases in people's hands
    CASE_UNKNOWN = "case_unknown"
    CASE_TAKEN = "case_taken"
    CASE_CLOSED = "case_closed"
    CASE_NOT_CLOSED = "case_not_closed"
    CASE_MESSAGE_EMPTY = "case_message_empty"
    CASE_MESSAGE_TOO_LONG = "case_message_too_long"
    CASE_FILE_TOO_LARGE = "case_file_too_large"
    CASE_NO_CHAT = "case_no_chat"
    CASE_NOT_EDITABLE = "case_not_editable"
    CASE_DESK_UNKNOWN = "case_desk_unknown"
    CASE_POLICY = "case_policy"
    CASE_TOO_MANY_MESSAGES = "case_too_many_messages"

    # reminders
    REMINDER_LATE = "reminder_late"

    # running an exam
    WINDOW_UNCHANGED = "window_unchanged"
    WINDOW_WITHOUT_ENDS = "window_without_ends"
    WINDOW_BACKWARDS = "window_backwards"
    WINDOW_IN_THE_PAST = "window_in_the_past"
    WINDOW_OUT_OF_ORDER = "window_out_of_order"
    WINDOW_MOVED_WITHOUT_REASON = "window_moved_without_reason"
    ROSTER_FROZEN = "roster_frozen"
    FILE_MISSING = "file_missing"
    SEATS_UNKNOWN = "seats_unknown"
    ACCOUNT_UNKNOWN = "account_unknown"
    INSTANT_UNREADABLE = "instant_unreadable"
    TABLE_UNREADABLE = "table_unreadable"
    PREVIEW_STALE = "preview_stale"
    ANNOUNCEMENT_INCOMPLETE = "announcement_incomplete"
    ANNOUNCEMENT_TOO_LONG = "announcement_too_long"
    ERASE_NOT_DUE = "erase_not_due"

    # answers that staff writes
    ANSWER_TEXT_MISSING = "answer_text_missing"
    ANSWER_WORDS_TOO_LONG = "answer_words_too_long"
    ANSWER_CLAUSE_UNKNOWN = "answer_clause_unknown"
    ANSWER_TOPIC_UNKNOWN = "answer_topic_unknown"
    ANSWER_PHRASINGS_FEW = "answer_phrasings_few"
    ANSWER_SAME_PERSON = "answer_same_person"
    ANSWER_DECIDED = "answer_decided"
    ANSWER_NOT_LIVE = "answer_not_live"
