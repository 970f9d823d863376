"""Fetches pictures that a messenger holds for us, and reads their codes: claimed by lease, tried again while it is away."""

from service_desk.scanning.fetcher.reading import queue

__all__ = ["queue"]
