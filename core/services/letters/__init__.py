"""Letters of the outbox on their way: claimed, told step by step, every try written down with what came of it."""

from core.services.letters.ledger import Overtaken
from core.services.letters.letters import Letters, Parcel, Spending

__all__ = ["Letters", "Overtaken", "Parcel", "Spending"]
