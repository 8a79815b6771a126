"""Money in minor units: never a float, never without its currency."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units (fen for CNY) of an ISO 4217 currency."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if self.minor < 0:
            raise ValueError("an amount of money is never negative")
        if len(self.currency) != 3 or not self.currency.isupper():
            raise ValueError("currency is an ISO 4217 code")
