"""Reports: what is kept of submissions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, literal_column, select, update

from bot.codec import seconds
from bot.storage.schema import reports
from bot.storage.unit import Unit
from handlers.incident import Report

_IS_DRAFT = literal_column("reports.state") == literal_column("'draft'")

_ADD = insert(reports)
_GET = select(reports.c.details).where(reports.c.ref == bindparam("b_ref"))
_SAVE = (
    update(reports)
    .where(reports.c.ref == bindparam("b_ref"), reports.c.revision == bindparam("b_revision"))
    .values({name: bindparam(name) for name in ("state", "incident", "number", "due_at", "details", "revision")})
)
_DELETE = delete(reports).where(reports.c.ref == bindparam("b_ref"))
_DUE = (
    select(reports.c.ref, reports.c.details)
    .where(_IS_DRAFT, reports.c.due_at <= bindparam("b_now"))
    .order_by(reports.c.due_at, reports.c.ref)
    .limit(bindparam("b_limit"))
)
_DUE_LOCKED = _DUE.with_for_update(skip_locked=True)
_OF_INCIDENT = (
    select(reports.c.ref, reports.c.details)
    .where(reports.c.incident == bindparam("b_code"))
    .order_by(reports.c.number, reports.c.ref)
)


@dataclass(frozen=True, slots=True)
class SqlReports:
    """`handlers.ports.Reports` over SQL."""

    unit: Unit

    def add(self, report: Report) -> None:
        self.unit.change(_ADD, ref=report.ref, received_at=seconds(report.received_at), **self._columns(report))

    def get(self, ref: str) -> Report | None:
        found = self.unit.first(_GET, b_ref=ref)
        return self._opened(ref, found[0]) if found else None

    def save(self, report: Report) -> Report:
        saved = replace(report, revision=report.revision + 1)
        self.unit.swap(_SAVE, b_ref=report.ref, b_revision=report.revision, **self._columns(saved))
        return saved

    def delete(self, ref: str) -> None:
        self.unit.change(_DELETE, b_ref=ref)

    def due(self, now: datetime, limit: int) -> Sequence[Report]:
        statement = _DUE_LOCKED if self.unit.locks else _DUE
        rows = self.unit.rows(statement, b_now=seconds(now), b_limit=limit)
        return [found for row in rows if (found := self._opened(row.ref, row.details))]

    def of_incident(self, code: str) -> Sequence[Report]:
        rows = self.unit.rows(_OF_INCIDENT, b_code=code)
        return [found for row in rows if (found := self._opened(row.ref, row.details))]

    def _opened(self, ref: str, details: str) -> Report | None:
        return self.unit.unpack(Report, details, f"report:{ref}")

    def _columns(self, report: Report) -> dict[str, Any]:
        return {
            "state": report.state.value,
            "incident": report.incident,
            "number": report.number,
            "due_at": seconds(report.due_at),
            "details": self.unit.pack(report, f"report:{report.ref}"),
            "revision": report.revision,
        }
