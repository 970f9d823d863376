"""An ERP in memory: the twin that the contract suite runs over beside the books, with the bad manners of real ones.

Switches are attributes; `times` ones count down. What is `committed` is there, whatever was answered.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from service_desk.erp.rules import (
    Applied,
    Booked,
    Capabilities,
    ErpDocument,
    Health,
    Item,
    Kind,
    Moved,
    RejectCode,
    Rejected,
    Retry,
    StockLevel,
    Unknown,
    booked,
    moved,
    unbalanced,
)
from service_desk.foundation.clock import now

VIRTUAL = ("SUPPLIER", "CONSUMPTION", "LOSS", "CUSTOMER")


def is_real(location):
    return location.split(".")[-1] not in VIRTUAL


@dataclass
class FakeErp:
    name: str = "fake"
    key_enforced: bool = True
    posts_stock_value: bool = False
    settle: timedelta = timedelta(0)
    items: frozenset[str] = frozenset({"P-BAT", "P-DSP", "P-GRS"})
    closed: set[date] = field(default_factory=set)
    # switches
    timeout_after_commit: int = 0
    commit_after_timeout: int = 0
    silent_refusal: int = 0  # a refusal as 503 with an empty text: nobody can know what it means
    down: bool = False
    busy_for: timedelta | None = None  # 429 with Retry-After
    negative_stock_accepted: bool = False
    date_moved_to: date | None = None
    tax_added: Decimal = Decimal(0)
    refuse: RejectCode | None = None
    raises: str = ""  # posting keys that contain it make the connector itself fail
    # what it holds
    committed: list[ErpDocument] = field(default_factory=list)
    late: list[ErpDocument] = field(default_factory=list)
    stock: dict = field(default_factory=lambda: defaultdict(Decimal))
    calls: list[str] = field(default_factory=list)

    @property
    def capabilities(self):
        return Capabilities(
            kinds=frozenset(Kind), key_enforced=self.key_enforced, erp_posts_stock_value=self.posts_stock_value,
            refuses_negative_stock=not self.negative_stock_accepted, settle=self.settle,
        )  # fmt: skip

    def arrive(self):
        """What was still on its way when the caller gave up is booked now."""
        for document in self.late:
            self._commit(document)
        self.late = []

    async def health(self):
        return Health(ok=not self.down)

    async def get_item(self, code):
        return Item(code, code, "", "none", active=True) if code in self.items else None

    async def get_stock(self, item, location=None):
        return [
            StockLevel(i, where, lot, quantity, Decimal(0), "EUR", now())
            for (i, lot, where), quantity in self.stock.items()
            if i == item and location in (None, where) and quantity
        ]

    async def get_period(self, day):
        return "closed" if day in self.closed else "open"

    async def post_stock(self, document):
        cost = sum((line.quantity * line.unit_cost for line in document.lines), Decimal(0)).quantize(Decimal("0.01"))
        return self._take(document, moves=tuple(map(moved, document.lines)), cost=cost)

    async def post_journal_entry(self, document):
        if unbalanced(document.entries):
            return Rejected(RejectCode.UNBALANCED, "unbalanced")
        return self._take(document, entries=tuple(map(booked, document.entries)))

    async def post_invoice(self, document):
        tax = document.tax + self.tax_added
        return self._take(document, entries=tuple(map(booked, document.entries)), total=document.total, tax=tax)

    async def reverse(self, document):
        (original,) = [one for one in self.committed if one.key == document.reverses] or [None]
        if original is None:
            return Rejected(RejectCode.OTHER, "no such document")
        back = tuple(Moved(m.item, m.lot, m.to_location, m.from_location, m.quantity) for m in original.moves)
        entries = tuple(Booked(e.account, e.credit, e.debit) for e in original.entries)
        return self._take(document, moves=back, entries=entries, reverses=document.reverses)

    async def find_by_key(self, kind, key):
        return [one for one in self.committed if one.kind == kind and one.key == key]

    async def list_documents(self, kind, prefix, since, until):
        for one in self.committed:
            if one.kind == kind and one.key.startswith(prefix) and since <= one.posted_on <= until:
                yield one

    def _take(self, document, **content):
        self.calls.append(document.key)
        if self.raises and self.raises in document.key:
            raise RuntimeError("the connector has a bug")
        if self.down or self.busy_for:
            return Retry("not now", after=self.busy_for, down=self.down)
        made = ErpDocument(
            kind=document.kind, key=document.key, erp_ref=str(len(self.committed) + 1), erp_number=f"F-{len(self.committed) + 1}",
            posted_on=self.date_moved_to or document.posting_date, **content,
        )  # fmt: skip
        if (refusal := self._refusal(document, made)) is not None:
            return refusal
        if (there := self._same_key(document, made)) is not None:
            return there
        if self._counts("commit_after_timeout"):
            self.late.append(made)
            return Unknown("no answer")
        self._commit(made)
        if self._counts("timeout_after_commit"):
            return Unknown("no answer")
        return Applied(made.erp_ref, made.erp_number, made.posted_on, made.cost)

    def _refusal(self, document, made):
        if self._counts("silent_refusal"):
            return Unknown("503")
        if self.refuse:
            return Rejected(self.refuse, "refused")
        if document.posting_date in self.closed and not self.date_moved_to:
            return Rejected(RejectCode.PERIOD_CLOSED, "closed")
        for move in made.moves:
            if move.item not in self.items:
                return Rejected(RejectCode.UNKNOWN_ITEM, f"no {move.item}")
            short = self.stock[move.item, move.lot, move.from_location] < move.quantity
            if is_real(move.from_location) and short and not self.negative_stock_accepted:
                return Rejected(RejectCode.INSUFFICIENT_STOCK, f"too few {move.item}")
        return None

    def _same_key(self, document, made):
        there = [one for one in self.committed if one.key == document.key]
        if not there or not self.key_enforced:
            return None
        if replace(made, erp_ref=there[0].erp_ref, erp_number=there[0].erp_number) != there[0]:
            return Rejected(RejectCode.DUPLICATE_DIFFERENT, "another document has that key")
        return Applied(there[0].erp_ref, there[0].erp_number, there[0].posted_on, there[0].cost, was_existing=True)

    def _commit(self, made):
        self.committed.append(made)
        for move in made.moves:
            self.stock[move.item, move.lot, move.from_location] -= move.quantity
            self.stock[move.item, move.lot, move.to_location] += move.quantity

    def _counts(self, switch):
        left = getattr(self, switch)
        if left:
            setattr(self, switch, left - 1)
        return bool(left)
