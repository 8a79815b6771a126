"""From what kind of browser somebody pays: providers offer another way on a phone, on a desk, and inside their own app."""

INSIDE_WECHAT = "wechat_app"
PHONE = "phone"
DESK = "desk"
PAGE = "page"
"""A desk whose user would rather log in at the provider than scan a code."""

_PHONES = ("mobile", "android", "iphone", "ipad", "harmonyos")


def flow_of(user_agent: str) -> str:
    """``wechat_app``, ``phone`` or ``desk``; a QR code shown on the very phone that has to scan it would be useless."""
    told = user_agent.casefold()
    if "micromessenger" in told:
        return INSIDE_WECHAT
    return PHONE if any(word in told for word in _PHONES) else DESK
