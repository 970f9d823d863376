"""What the desk owes the ERP: postings, account roles, their sending, and the connectors, of which `books` is built in."""
