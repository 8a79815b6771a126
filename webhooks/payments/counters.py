"""What an operator sees of notifications: how many were taken and refused, and two things of their own.

``…_unreadable_total`` is the alarm: a good signature over something that our own key doesn't open means that our key is wrong.
``…_probes_total`` is none: WeChat Pay tests from time to time whether a spoiled signature is refused.
"""

from prometheus_client import CollectorRegistry, Counter


class Counters:
    """Counts in ``registry``; one of its own where none is given."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        book = registry or CollectorRegistry()
        self._heard = Counter(
            "kaoban_payment_notifications",
            "Notifications of payment providers, by what became of them.",
            ["provider", "outcome"],
            registry=book,
        )
        self._probes = Counter(
            "kaoban_payment_signature_probes", "Tests of a provider whether we refuse a bad signature.", ["provider"], registry=book
        )
        self._unreadable = Counter(
            "kaoban_payment_notifications_unreadable",
            "Notifications with a good signature that our own key doesn't open: the key is wrong.",
            ["provider"],
            registry=book,
        )

    def heard(self, provider: str, outcome: str) -> None:
        """A notification came; ``outcome`` is one of a few words."""
        self._heard.labels(provider, outcome).inc()

    def probed(self, provider: str) -> None:
        """A provider tested us."""
        self._probes.labels(provider).inc()

    def unreadable(self, provider: str) -> None:
        """Our own key is wrong."""
        self._unreadable.labels(provider).inc()
