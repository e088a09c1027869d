"""What the people behind an incident's reports are told when moderators decide."""

from handlers.incident import Closing, Incident, Reason, Report
from handlers.outbound import Notice


def outcome(report: Report, incident: Incident) -> Notice:
    """The last word to one reporter: neutral, never who decided."""
    return Notice(
        report=report.ref,
        key=_key(incident),
        slots={"code": incident.code},
        dedup=f"outcome:{report.ref}:{incident.closing.value if incident.closing else ''}",
        last=True,
    )


def shared(report: Report, incident: Incident, zones: str) -> Notice:
    """Told once, when channels heard of it."""
    return Notice(
        report=report.ref,
        key="notice.shared",
        slots={"code": incident.code, "zones": zones},
        dedup=f"shared:{report.ref}",
    )


def joined(report: Report, incident: Incident, zones: str) -> Notice:
    """Told instead, to whoever reports what channels heard of before."""
    return Notice(
        report=report.ref,
        key="notice.joined",
        slots={"code": incident.code, "zones": zones},
        dedup=f"shared:{report.ref}",
    )


def question(report: Report, key: str) -> Notice:
    """A follow-up question; asked once per report."""
    return Notice(report=report.ref, key="notice.question", dedup=f"ask:{report.ref}:{key}", question=key)


def muted(report: Report) -> Notice:
    return Notice(report=report.ref, key="notice.muted", dedup=f"muted:{report.ref}")


def _key(incident: Incident) -> str:
    if incident.published_at is None:
        reason = incident.reason or Reason.UNCHECKED
        return f"notice.not_shared.{reason.value}"
    closing = incident.closing or Closing.EXPIRED
    return f"notice.ended.{closing.value}"
