"""What can be asked about postings, the ledger and how desk and books agree."""

from service_desk.erp.queries.balance import (
    StockMismatch,
    TrialLine,
    ledger_balanced,
    stock_matches,
    stock_mismatches,
    trial_balance,
)
from service_desk.erp.queries.mapping import Gap, accounts_on, gaps, mapping_version
from service_desk.erp.queries.outside import DayFacts, ErpFacts, day_there, erp, item_there, stock_there
from service_desk.erp.queries.postings import (
    MOST_ID,
    book_key,
    document_of,
    part_value,
    posting,
    posting_named,
    posting_of_move,
    postings,
    summary,
    unfinished_moves,
)

__all__ = [
    "MOST_ID",
    "DayFacts",
    "ErpFacts",
    "Gap",
    "StockMismatch",
    "TrialLine",
    "accounts_on",
    "book_key",
    "day_there",
    "document_of",
    "erp",
    "gaps",
    "item_there",
    "ledger_balanced",
    "mapping_version",
    "part_value",
    "posting",
    "posting_named",
    "posting_of_move",
    "postings",
    "stock_matches",
    "stock_mismatches",
    "stock_there",
    "summary",
    "trial_balance",
    "unfinished_moves",
]
