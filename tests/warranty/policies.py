"""Policies of the golden cases and a unit to sell under them."""

import json
from pathlib import Path
from uuid import uuid4

from service_desk.foundation.actor import SYSTEM
from service_desk.products import actions as products

POLICIES = json.loads((Path(__file__).resolve().parents[1] / "golden/warranty_cases.json").read_text())["policies"]
A, D = POLICIES["A"], POLICIES["D"]


def months(n):
    """The same term for every class, from the invoice."""
    term = {"months": n}
    return {
        "start": {"mode": "first_of", "candidates": [{"basis": "invoice"}]},
        "classes": {"parts": term, "labour": term, "travel": term},
    }


async def invoiced(world, on):
    """A drill of its own, invoiced on a day."""
    return await products.register_item(
        product_id=world.drill, serial=f"W{uuid4().hex[:10]}", dates=[("invoice", on)], by=SYSTEM
    )
