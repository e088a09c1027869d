"""What is counted for operators. A label is a platform or a word of a closed list: never a person, room or place."""

from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest


@dataclass(slots=True)
class Metrics:
    """The counters of one process, in a registry of their own."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    inputs: Counter = field(init=False)
    deliveries: Counter = field(init=False)
    waiting: Gauge = field(init=False)
    up: Gauge = field(init=False)
    last_ok_age: Gauge = field(init=False)
    seen: Gauge = field(init=False)
    jobs_failed: Counter = field(init=False)

    def __post_init__(self) -> None:
        registry = self.registry
        self.inputs = Counter("whistle_inputs", "Inputs taken in", ["transport"], registry=registry)
        self.deliveries = Counter(
            "whistle_deliveries", "Deliveries by outcome", ["transport", "outcome"], registry=registry
        )
        self.waiting = Gauge("whistle_outbox_waiting", "Posts queued and not yet sent", registry=registry)
        self.up = Gauge("whistle_transport_up", "Whether a platform answers", ["transport"], registry=registry)
        self.last_ok_age = Gauge(
            "whistle_transport_last_ok_age_seconds", "Since a platform answered last", ["transport"], registry=registry
        )
        self.seen = Gauge(
            "whistle_transport_seen", "Refused, passed over, set aside", ["transport", "what"], registry=registry
        )
        self.jobs_failed = Counter("whistle_jobs_failed", "Jobs that ended in an error", registry=registry)

    def page(self) -> bytes:
        """Everything, as Prometheus reads it."""
        return generate_latest(self.registry)
