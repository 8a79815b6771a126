"""Words of proving who somebody is: what a face check is for and what it came to, and how a message arrived."""

from enum import StrEnum


class FacePurpose(StrEnum):
    """What a passed face check lets somebody do (指南 二(三)1, 二(四)2(1))."""

    RECOVER_USERNAME = "recover_username"
    RECOVER_PASSWORD = "recover_password"  # noqa: S105 - a word, not a secret


class FaceOutcome(StrEnum):
    """What a face check came to."""

    PASSED = "passed"
    FAILED = "failed"
    EXPIRED = "expired"


class SmsState(StrEnum):
    """What a carrier reports of a message it had taken."""

    DELIVERED = "delivered"
    FAILED = "failed"
