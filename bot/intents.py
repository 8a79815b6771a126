"""Ids of dialogs that can't meet each other.

The dialog library makes an id from the present second and a number below 100: of two dialogs opened in the same second, one in a
hundred pairs shares its id. A parent and its child then share one record, and when the child is done the parent is gone (16 of
1,500 quick flows broke when it was measured). Random ids end that.
"""

import secrets

from aiogram_dialog.api.entities import stack

_BITS = 47


def random_intent_number() -> int:
    """47 random bits: eight letters and digits once the library has written them, for callback data has 64 bytes for everything."""
    return secrets.randbits(_BITS)


def install_random_intent_ids() -> None:
    """Let every dialog and every stack that begins from now on have a random id; called once, when the bot is built.

    The library has no setting for it. It keeps ``new_id`` itself in a default of a dataclass, out of reach, but looks up the number
    behind it in its module at each call; so that is what is replaced.
    """
    stack.new_int_id = random_intent_number
