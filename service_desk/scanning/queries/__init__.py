"""What can be asked about scans."""

from service_desk.scanning.queries.resolving import resolve

__all__ = ["resolve"]
