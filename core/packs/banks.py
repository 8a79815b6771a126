"""The register of bank codes that a pack may use, spelt as the card prefixes spell them, so that a slip in a code is noticed.

A bank that isn't here is named in the pack with ``unlisted = true``; its cards just can't be told by their number.
"""

_WITH_CARD_PREFIXES = frozenset({"abc", "bcom", "boc", "ccb", "ceb", "citic", "cmb", "cmbc", "icbc", "pab", "psbc", "szrcb"})
_OTHERS = frozenset({"cbhb", "cgb", "cib", "czb", "hfb", "hxb", "spdb"})
LISTED_BANKS = _WITH_CARD_PREFIXES | _OTHERS
