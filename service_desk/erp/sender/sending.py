"""One posting through one connector: send or look up, settle by what came back, read back."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import structlog

from service_desk.erp import connectors, queries
from service_desk.erp.actions.write import TOPIC
from service_desk.erp.rules import Circuit, Connector, Document, Outcome, Retry, Unknown, post
from service_desk.erp.rules.circuit import FAILURES
from service_desk.erp.sender import claims
from service_desk.erp.sender.settle import looked_up, settle_outcome, verify
from service_desk.foundation.claim import Queue, backoff
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic
from service_desk.foundation.fault_points import fault_point

log = structlog.get_logger("erp")
CALL_SECONDS: Final = 30  # an invoice took Tryton over a second; a busy ERP takes many


@dataclass
class Sender:
    """Per worker: the connector, and how it has been doing lately."""

    connector: Connector
    circuit: Circuit = field(default_factory=Circuit)

    async def claim(self, limit: int, at: datetime | None, token: UUID, suspects: bool) -> list[Any]:
        allowed = self.circuit.allowed(now(), limit)
        return await claims.claim(allowed, at, token, suspects) if allowed else []

    async def work(self, row: Any, token: UUID) -> None:
        document = queries.document_of(row)
        if row["was"] == "applied":
            await verify(self.connector, row, token, document)
        elif self.connector.capabilities.transactional:
            await self._together(row, token, document)
        else:
            await self._apart(row, token, document)

    async def _together(self, row: Any, token: UUID, document: Document) -> None:
        """Effect and state in one transaction: whatever happens, both are there or neither."""
        async with atomic():
            outcome = await post(self.connector, document)
            fault_point("posting.before_settle")
            applied = await settle_outcome(self.connector, row, token, document, outcome)
            if applied:
                await verify(self.connector, row, token, document)
        fault_point("posting.after_commit")

    async def _apart(self, row: Any, token: UUID, document: Document) -> None:
        """The ERP is elsewhere: say first that it is called; look first if it may have been called before."""
        if self.circuit.allowed(now(), 1) == 0:
            await claims.give_back(row, token, self.circuit.rests_until or now())
            return
        doubtful = row["was"] == "unknown" or row["attempts"] > 1
        if doubtful and await looked_up(self.connector, row, token, document):
            return
        await claims.calling(row, token)
        outcome = await self._call(document)
        fault_point("posting.before_settle")
        await self._judge(outcome)
        if await settle_outcome(self.connector, row, token, document, outcome):
            await verify(self.connector, row, token, document)

    async def _call(self, document: Document) -> Outcome:
        try:
            async with asyncio.timeout(CALL_SECONDS):
                return await post(self.connector, document)
        except TimeoutError:
            return Unknown(f"No answer within {CALL_SECONDS} s.")

    async def _judge(self, outcome: Outcome) -> None:
        if isinstance(outcome, Unknown) or (isinstance(outcome, Retry) and outcome.down):
            self.circuit = self.circuit.failed(now())
            if self.circuit.failures == FAILURES:
                log.error("erp_circuit_opened", connector=self.connector.name)
            return
        if self.circuit.failures >= FAILURES:
            await claims.count_age_from_now()
        self.circuit = self.circuit.worked()

    async def failed(self, row: Any, token: UUID, error: Exception) -> None:
        again = now() + backoff(row["attempts"])
        await claims.failed(row, token, again, f"{type(error).__name__}: {error}"[:500])


def queue(connector: Connector | None = None) -> Queue[Any]:
    """The postings to be sent through the connector of this installation, or a given one."""
    sender = Sender(connector or connectors.chosen())
    return Queue(
        name="postings",
        table="posting",
        claim=sender.claim,
        work=sender.work,
        failed=sender.failed,
        sweep=claims.sweep,
        topics=(TOPIC,),
        due=("queued", "retry_wait", "unknown", "applied"),
    )
