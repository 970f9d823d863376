"""Fault codes: five linked lists that say what is wrong and what was done, in any language."""
