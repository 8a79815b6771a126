"""A position code as it was typed, in the form the table has it (Instructions II(5)1: a position is found by its code)."""

import re
import unicodedata

_CODE = re.compile(r"[0-9A-Z]+(?:-[0-9A-Z]+)*")
_LONGEST = 200


def normalised_code(typed: str) -> str:
    """The code meant by ``typed``: full-width characters become narrow, letters upper case, blanks and words around it go.

    Where there is no code in it, or more than one, what was typed comes back without blanks.
    """
    narrow = unicodedata.normalize("NFKC", typed[:_LONGEST]).upper()
    dense = "".join(character for character in narrow if character.isprintable() and not character.isspace())
    dense = dense.replace("\u2013", "-").replace("\u2014", "-").replace("\u2212", "-")
    codes = _CODE.findall(dense)
    return codes[0] if len(codes) == 1 else dense
