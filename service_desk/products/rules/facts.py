"""Facts that other rooms read about products and sold units, and the events of this room: ids, nothing personal."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from service_desk.products.rules.kinds import Basis, EvidenceKind, NoticeKind, ProductKind, Tracking


@dataclass(frozen=True, slots=True)
class ProductFacts:
    id: UUID
    sku: str
    gtin: str | None
    name: dict[str, str]
    kind: ProductKind
    tracking: Tracking
    brand: str
    product_class: str
    uom: str
    serial_mask: str | None
    version: int
    retired: bool


@dataclass(frozen=True, slots=True)
class Notice:
    kind: NoticeKind
    subject_kind: str
    subject_id: UUID
    words: dict[str, str]


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What the desk sees of a unit at a glance. A swapped-out unit stays and names its successor (ID-8)."""

    id: UUID
    product_id: UUID
    sku: str
    product_name: dict[str, str]
    brand: str
    product_class: str
    tracking: Tracking
    serial: str | None
    batch: str | None
    quantity: Decimal
    owner_id: UUID | None
    owner_name: str | None
    country_of_sale: str | None
    replaces_id: UUID | None
    replaced_by_id: UUID | None
    retired: bool
    version: int
    notices: tuple[Notice, ...] = ()

    def shown(self, *, owner: bool) -> "ItemFacts":
        """As somebody reads it who may know the owner's name, or may not."""
        return self if owner or self.owner_name is None else replace(self, owner_name=None)

    @property
    def identity(self) -> str:
        """How a person names the unit: its serial, else its batch, else its SKU."""
        return self.serial or self.batch or self.sku


@dataclass(frozen=True, slots=True)
class ComponentFacts:
    """A part inside a unit with its own serial or batch; `removed_on` once it was taken out."""

    id: UUID
    product_id: UUID
    sku: str
    product_name: dict[str, str]
    serial: str
    batch: str
    fitted_on: date
    removed_on: date | None


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What the desk sees, or saw, of a unit at once. `subject_id` is the order or campaign, or the notice itself."""

    kind: NoticeKind
    subject_kind: str
    subject_id: UUID
    words: dict[str, str]
    put_at: datetime
    cleared_at: datetime | None


@dataclass(frozen=True, slots=True)
class ItemDateFacts:
    basis: Basis
    on_date: date
    evidence_kind: EvidenceKind
    evidence: str
    proof_accepted: bool


@dataclass(frozen=True)
class ProductCreated:
    product_id: UUID
    sku: str
    kind: str
    tracking: str


@dataclass(frozen=True)
class ProductChanged:
    """`fields` are the names of what was corrected."""

    product_id: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True)
class ProductRetired:
    product_id: UUID


@dataclass(frozen=True)
class ProductRevived:
    product_id: UUID


@dataclass(frozen=True)
class PartUnfitted:
    """The part is no longer said to fit the product."""

    product_id: UUID
    part_id: UUID


@dataclass(frozen=True)
class PartFitted:
    """The part is said to fit the product."""

    product_id: UUID
    part_id: UUID


@dataclass(frozen=True)
class ComponentFitted:
    item_id: UUID
    component_id: UUID
    product_id: UUID
    fitted_on: date


@dataclass(frozen=True)
class ComponentRemoved:
    item_id: UUID
    component_id: UUID
    removed_on: date


@dataclass(frozen=True)
class ItemRegistered:
    item_id: UUID
    product_id: UUID
    owner_id: UUID | None


@dataclass(frozen=True)
class ItemDateAdded:
    item_id: UUID
    basis: str
    on_date: date
    proof_accepted: bool


@dataclass(frozen=True)
class ItemDateRemoved:
    """A date that a file had added by mistake is gone again."""

    item_id: UUID
    basis: str
    on_date: date


@dataclass(frozen=True)
class OwnerTransferred:
    item_id: UUID
    from_id: UUID | None
    to_id: UUID
    since: date


@dataclass(frozen=True)
class OwnershipEnded:
    """The unit is nobody's any more: it went back to stock."""

    item_id: UUID
    from_id: UUID
    until: date


@dataclass(frozen=True)
class ItemSwapped:
    old_id: UUID
    new_id: UUID
    on_date: date


@dataclass(frozen=True)
class ItemSwapUndone:
    """The exchange was entered by mistake: the old unit is in use again."""

    old_id: UUID
    new_id: UUID


@dataclass(frozen=True)
class NoticePut:
    item_id: UUID
    kind: str
    subject_kind: str
    subject_id: UUID


@dataclass(frozen=True)
class NoticeCleared:
    item_id: UUID
    kind: str
    subject_kind: str
    subject_id: UUID


@dataclass(frozen=True)
class ItemsLoaded:
    """One per batch of a bulk load; the items themselves are found by the time they were created."""

    batch_id: UUID
    added: int
    already_there: int


@dataclass(frozen=True)
class ItemsUnloaded:
    """Units of a bulk load that nobody had used are gone again."""

    batch_id: UUID
    removed: int
