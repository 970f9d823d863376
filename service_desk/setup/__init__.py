"""The first day and what follows from it: founding a company, its configuration as one document, and whether all is well."""
