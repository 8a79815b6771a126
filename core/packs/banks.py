"""The register of bank codes that a pack may use, spelt as the card prefixes spell them, so that a slip in a code is noticed.

A bank that isn't here is named in the pack with ``unlisted = true``; its cards just can't be told by their number.
"""

_WITH_CARD_PREFIXES = frozenset({"ABC", "BOC", "CCB", "CEB", "CITIC", "CMB", "CMBC", "COMM", "ICBC", "PSBC", "SPABANK", "SRCB"})
_OTHERS = frozenset({"BOHAIB", "CIB", "CZBANK", "EGBANK", "GDB", "HXBANK", "SPDB"})
LISTED_BANKS = _WITH_CARD_PREFIXES | _OTHERS
