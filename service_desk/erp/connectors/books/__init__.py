"""The built-in books: a double-entry stock and ledger in the desk's own PostgreSQL, so that no other ERP is needed.

`erp_posts_stock_value` is true here: the document of an issue itself debits the expense role of its payer and credits
inventory, at the books' own average cost, so the desk sends no journal for the cost of parts. When the payer changes
before the order is closed, the closing's journal moves that same cost to the new role.

A document and the state of its posting are one transaction, so an outcome is never unknown.
"""

from service_desk.erp.connectors.books.connector import Books

__all__ = ["Books"]
