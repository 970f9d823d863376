"""Sends postings to the ERP: claimed by lease, one call each, read back, and never sent again when nobody knows."""

from service_desk.erp.sender.sending import queue

__all__ = ["queue"]
