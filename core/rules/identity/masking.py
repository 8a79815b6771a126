"""How much of personal data may be seen: the one place where it is masked, for chats, staff, audit and logs alike."""

_STAR = "*"


def masked_document(number: str) -> str:
    """``440***********1234``; of a short number the first and the last two characters."""
    head, tail = (3, 4) if len(number) >= 12 else (1, 2)
    return _mask(number, head, tail)


def masked_phone(phone: str) -> str:
    """``138****5678``."""
    return _mask(phone, 3, 4)


def masked_name(name: str) -> str:
    """The first character; as many stars as characters follow."""
    return _mask(name, 1, 0)


def masked_card(last4: str) -> str:
    """``**** 1234``: more than the last four digits isn't known."""
    return f"{_STAR * 4} {last4}"


def _mask(value: str, head: int, tail: int) -> str:
    hidden = len(value) - head - tail
    if hidden < 1:
        return _STAR * len(value)
    return value[:head] + _STAR * hidden + value[len(value) - tail :]
