"""What can be done with scans."""

from service_desk.scanning.actions.scans import NOWHERE, Place, forget_old_scans, read_scan

__all__ = ["NOWHERE", "Place", "forget_old_scans", "read_scan"]
