"""A posting without an order behind it."""

from dataclasses import replace

from service_desk.erp.actions.plan import Planned
from service_desk.erp.actions.write import write
from service_desk.foundation.actor import SYSTEM
from tests.erp.documents import journal


async def owe(centre_id):
    return await write(Planned(replace(journal(), key=""), centre_id, ("order:BER-R-000001",)), by=SYSTEM.id)
