"""How the inside of the books says no: the effect so far is rolled back and the port answers `Rejected`."""

from service_desk.erp.rules import RejectCode


class RefusedError(Exception):
    def __init__(self, code: RejectCode, message: str, field: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.field = code, message, field
