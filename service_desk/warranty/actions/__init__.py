"""What can be done about cover: policies, frozen terms, other sources, decisions."""

from service_desk.warranty.actions.cover import (
    BackwardsCover,
    Withdrawal,
    record_cover_source,
    record_service_history,
    sell_extension,
    withdraw_cover_source,
)
from service_desk.warranty.actions.decisions import decide_for
from service_desk.warranty.actions.erase import erase_written
from service_desk.warranty.actions.load import Sold, load_terms
from service_desk.warranty.actions.packs import CounselMissing, NoteMissing, PackOverlap, switch_pack
from service_desk.warranty.actions.policies import (
    PackThere,
    PolicyCodeTaken,
    create_policy,
    publish_new_pack,
    publish_pack,
    publish_version,
    rename_policy,
)
from service_desk.warranty.actions.starter import STARTER
from service_desk.warranty.actions.terms import (
    AlreadyFrozen,
    NothingFrozen,
    NotSold,
    add_date,
    freeze_at_sale,
    refreeze,
    refreeze_on_date,
    return_to_stock,
    take_over,
    take_over_on_swap,
    undo_sale,
)
from service_desk.warranty.rules.snapshot import SNAPSHOT_COLUMNS, prepare_terms

__all__ = [
    "SNAPSHOT_COLUMNS",
    "STARTER",
    "AlreadyFrozen",
    "BackwardsCover",
    "CounselMissing",
    "NotSold",
    "NoteMissing",
    "NothingFrozen",
    "PackOverlap",
    "PackThere",
    "PolicyCodeTaken",
    "Sold",
    "Withdrawal",
    "add_date",
    "create_policy",
    "decide_for",
    "erase_written",
    "freeze_at_sale",
    "load_terms",
    "prepare_terms",
    "publish_new_pack",
    "publish_pack",
    "publish_version",
    "record_cover_source",
    "record_service_history",
    "refreeze",
    "refreeze_on_date",
    "rename_policy",
    "return_to_stock",
    "sell_extension",
    "switch_pack",
    "take_over",
    "take_over_on_swap",
    "undo_sale",
    "withdraw_cover_source",
]
