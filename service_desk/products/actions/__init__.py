"""What can be done with products and sold units."""

from service_desk.products.actions.catalogue import (
    GtinTaken,
    SkuTaken,
    change_product,
    create_product,
    fit_part,
    refill,
    retire_product,
    revive_product,
    unfit_part,
)
from service_desk.products.actions.erase import erase_evidence
from service_desk.products.actions.items import SerialTaken, add_item_date, end_ownership, register_item, transfer_owner
from service_desk.products.actions.load import ItemRow, Loaded, load_items
from service_desk.products.actions.notices import clear_notice, lift_notice, post_notice, put_notice
from service_desk.products.actions.swap import (
    AlreadyFitted,
    AlreadySwapped,
    fit_component,
    remove_component,
    swap_item,
    undo_swap,
)

__all__ = [
    "AlreadyFitted",
    "AlreadySwapped",
    "GtinTaken",
    "ItemRow",
    "Loaded",
    "SerialTaken",
    "SkuTaken",
    "add_item_date",
    "change_product",
    "clear_notice",
    "create_product",
    "end_ownership",
    "erase_evidence",
    "fit_component",
    "fit_part",
    "lift_notice",
    "load_items",
    "post_notice",
    "put_notice",
    "refill",
    "register_item",
    "remove_component",
    "retire_product",
    "revive_product",
    "swap_item",
    "transfer_owner",
    "undo_swap",
    "unfit_part",
]
