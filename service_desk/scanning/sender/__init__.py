"""Sends print jobs: claimed by lease, one at a time a printer, tried again while the printer is off."""

from service_desk.scanning.sender.sending import queue

__all__ = ["queue"]
