"""The ERPs there are: one file or package each, and one line here. DESK_ERP_CONNECTOR chooses."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Final

from service_desk.erp.connectors.books import Books
from service_desk.erp.rules import Connector
from service_desk.foundation.settings import BadEnvironment, environment

CONNECTORS: Final[Mapping[str, Callable[[], Connector]]] = {
    "books": Books,
}
_instead: ContextVar[Connector | None] = ContextVar("connector", default=None)


def chosen() -> Connector:
    """The connector of this installation."""
    return _instead.get() or _built(environment().erp_connector)


@lru_cache(maxsize=4)
def _built(name: str) -> Connector:
    if name not in CONNECTORS:
        raise BadEnvironment(
            "DESK_ERP_CONNECTOR is one of {names}, not '{value}'.",
            room="service_desk.erp",
            names=", ".join(CONNECTORS),
            value=name,
        )
    return CONNECTORS[name]()


@contextmanager
def instead(connector: Connector) -> Iterator[None]:
    """Use another connector in this context only: for tests, and for trying a new one."""
    token = _instead.set(connector)
    try:
        yield
    finally:
        _instead.reset(token)
