"""Which account an operator means."""

from core.errors import NotFound
from core.store.engine import Tx
from core.store.queries import accounts, erasing


def account_named(tx: Tx, named: str) -> int:
    """The account of that number or username; usernames begin with a letter, so that digits are a number. Raises ``NotFound``."""
    if named.isascii() and named.isdigit():
        found = int(named) if erasing.is_account(tx, int(named)) else None
    else:
        known = accounts.find_credentials(tx, named)
        found = known.account_id if known else None
    if found is None:
        raise NotFound(f"account {named}")
    return found
