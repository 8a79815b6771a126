"""Broken preconditions and failures of the outside world. No user text, no HTTP code: each edge has one table that maps them.

KaobanError
├── NotFound            something that was named does not exist
├── Forbidden           the caller may not see or touch it
│   └── SignatureProbe  a provider tests whether a forged signature is refused
├── Conflict            the world moved between look and deed; ask anew
└── OutsideWorldError   a gateway could not do what was asked
    ├── Unreachable     no answer, or no sensible one; nothing is known
    └── Rejected        the other side said no, and said why
        └── NotOffered  it never does that
"""


class KaobanError(Exception):
    """Root of all errors of our own."""


class NotFound(KaobanError):
    """Something that was named does not exist."""


class Forbidden(KaobanError):
    """The caller may not see or touch it."""


class SignatureProbe(Forbidden):
    """A provider tests whether we refuse a signature that it has spoiled on purpose."""


class Conflict(KaobanError):
    """The world moved between look and deed."""


class OutsideWorldError(KaobanError):
    """A gateway could not do what was asked."""


class Unreachable(OutsideWorldError):
    """No answer, or none that can be understood: nothing is known of what happened there."""


class Rejected(OutsideWorldError):
    """The other side said no.

    :ivar code: its own word for why.
    """

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code


NOT_OFFERED = "NOT_OFFERED"


class NotOffered(Rejected):
    """What was asked for isn't among what the other side does: asking again is of no use."""

    def __init__(self, what: str) -> None:
        super().__init__(NOT_OFFERED, what)
