"""Two-sided comparison of what we owe with what the ERP holds. Pure: both lists come in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from service_desk.erp.rules.documents import Document
from service_desk.erp.rules.port import ErpDocument, difference


class Mismatch(StrEnum):
    MISSING_IN_ERP = "missing_in_erp"
    MISSING_IN_DESK = "missing_in_desk"
    DUPLICATE = "duplicate"
    DIFFERS = "differs"
    REVERSED_IN_ERP_ONLY = "reversed_in_erp_only"
    DRAFT_IN_ERP = "draft_in_erp"


@dataclass(frozen=True, slots=True)
class Difference:
    what: Mismatch
    key: str
    detail: str
    posting_id: int | None = None


def compare(ours: Mapping[str, tuple[int, Document]], theirs: Iterable[ErpDocument]) -> list[Difference]:
    """`ours` are the applied and verified postings of one kind and window by key, with their ids."""
    there: dict[str, list[ErpDocument]] = defaultdict(list)
    for document in theirs:
        there[document.key].append(document)
    found = [_one(key, posting_id, document, there.get(key, [])) for key, (posting_id, document) in ours.items()]
    strangers = [
        Difference(Mismatch.REVERSED_IN_ERP_ONLY, documents[0].reverses, f"by {documents[0].erp_number}")
        if documents[0].reverses
        else Difference(Mismatch.MISSING_IN_DESK, key, documents[0].erp_number)
        for key, documents in there.items()
        if key not in ours
    ]
    return [one for one in found if one is not None] + strangers


def _one(key: str, posting_id: int, document: Document, held: list[ErpDocument]) -> Difference | None:
    if not held:
        return Difference(Mismatch.MISSING_IN_ERP, key, "not found by its key", posting_id)
    if len(held) > 1:
        return Difference(Mismatch.DUPLICATE, key, ", ".join(one.erp_number for one in held), posting_id)
    if held[0].draft:
        return Difference(Mismatch.DRAFT_IN_ERP, key, held[0].erp_number, posting_id)
    finding = difference(document, held)
    return None if finding is None else Difference(Mismatch.DIFFERS, key, finding, posting_id)
