"""What the Bot API says no with. The texts are an interface: aiogram-dialog looks for parts of them and acts on what it finds."""

from http import HTTPStatus

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
EDIT_NOT_FOUND = "Bad Request: message to edit not found"
CANNOT_EDIT = "Bad Request: message can't be edited"
NO_TEXT_TO_EDIT = "Bad Request: there is no text in the message to edit"
NO_CAPTION_TO_EDIT = "Bad Request: there is no caption in the message to edit"
DELETE_NOT_FOUND = "Bad Request: message to delete not found"
CANNOT_DELETE = "Bad Request: message can't be deleted for everyone"
REPLIED_NOT_FOUND = "Bad Request: message to be replied not found"
QUERY_TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
CHAT_NOT_FOUND = "Bad Request: chat not found"
TEXT_EMPTY = "Bad Request: message text is empty"
TEXT_TOO_LONG = "Bad Request: message is too long"
CAPTION_TOO_LONG = "Bad Request: message caption is too long"
BUTTON_DATA_INVALID = "Bad Request: BUTTON_DATA_INVALID"
WRONG_FILE = "Bad Request: wrong file identifier/HTTP URL specified"
FILE_UNAVAILABLE = "Bad Request: wrong file_id or the file is temporarily unavailable"
FILE_EMPTY = "Bad Request: file must be non-empty"
FILE_TOO_BIG = "Bad Request: file is too big"
NOT_A_PHOTO = "Bad Request: IMAGE_PROCESS_FAILED"
ENTITY_TOO_LARGE = "Request Entity Too Large"


class ApiError(Exception):
    """The Bot API refuses a call.

    :ivar code: the HTTP status and ``error_code``.
    :ivar description: its own words.
    """

    def __init__(self, description: str, code: int = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(description)
        self.code = int(code)
        self.description = description


def unparsable(why: str) -> ApiError:
    """The error for text whose marks can't be read."""
    return ApiError(f"Bad Request: can't parse entities: {why}")
