"""Generated cases as plain dicts, small enough that everything meets everything; and the product's facts made from them."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from service_desk.products.rules import Basis
from service_desk.warranty.rules import (
    Candidate,
    Circumstances,
    CostClass,
    Facts,
    LineFacts,
    Override,
    Payer,
    Period,
    Service,
    Source,
    SourceKind,
    UnitFacts,
    extension,
    freeze,
    parse_pack,
    parse_policy,
)
from service_desk.warranty.rules.vocabulary import PRIORITY, SOURCE_PAYER

CLASSES = ("parts", "labour", "travel")
SOMEONE = UUID(int=7)
EPOCH = date(2025, 1, 1)
BASES = ("manufacture", "ship", "deliver", "invoice", "purchase", "install", "activate", "register")
RULES = (
    {"id": "X-1", "kind": "term", "class": "goods", "start": "deliver", "months": 24, "source": "law"},
    {"id": "X-2", "kind": "extend_after_repair", "months": 12, "times": 1, "sold_from": "2025-02-01", "source": "law"},
    {"id": "X-3", "kind": "suspend", "from": "requested", "to": "handed_back", "ends": "both", "source": "law"},
    {"id": "X-4", "kind": "restart_on_exchange", "source": "law"},
    {"id": "X-5", "kind": "term", "class": "phone", "start": "invoice", "months": 12, "source": "law"},
    {
        "id": "X-6",
        "kind": "start_fallback",
        "class": "phone",
        "basis": "manufacture",
        "offset_days": 90,
        "source": "law",
    },
)


def made(rng):
    """One case; `rng` is a random.Random."""
    policy = made_policy(rng)
    history = [made_service(rng, n) for n in range(rng.choice((0, 1, 2, 3, 5)))]
    return {
        "policy": policy, "pack": made_pack(rng), "product_class": rng.choice(("phone", "tool")),
        "dates": [made_date(rng, basis) for basis in rng.sample(BASES, rng.randint(*rng.choice(((0, 5), (6, 8)))))],
        "reported_on": text(rng, 0, rng.choice((150, 500, 1300, 1300))), "history": history, "sources": made_sources(rng, history, policy),
        "lines": made_lines(rng), "misuse": "D22" if rng.random() < 0.06 else None, "override": rng.random() < 0.4,
        "readings": {"km": rng.choice((50, 100, 101))} if rng.random() < 0.5 else {},
        "box_complete": rng.choice((True, False, None)),
    }  # fmt: skip


def text(rng, least, most):
    return (EPOCH + timedelta(days=rng.randint(least, most))).isoformat()


def made_date(rng, basis):
    return {"basis": basis, "on": text(rng, 0, 120), "proof": rng.random() < 0.5}


def made_start(rng):
    entries = [{"basis": basis, "proof_required": rng.random() < 0.2} for basis in rng.sample(BASES, rng.randint(1, 3))]
    start = {"mode": rng.choice(("first_of", "latest_of", "earliest_of")), "candidates": entries}
    return start | ({"cap": {"basis": "ship", "months": 1}} if rng.random() < 0.2 else {})


def made_term(rng):
    given = {"months": rng.choice((3, 6, 12, 24)), "percent": rng.choice((100, 100, 50, 0))}
    given |= {"meters": {"km": 100}} if rng.random() < 0.15 else {}
    return given | ({"start": made_start(rng)} if rng.random() < 0.15 else {})


def made_policy(rng):
    policy = {"start": made_start(rng), "classes": {name: made_term(rng) for name in CLASSES if rng.random() < 0.8}}
    rest = {
        "first_day_counts": rng.random() < 0.5,
        "grace_days": rng.choice((7, 30)),
        "registration_may_shorten": rng.random() < 0.5,
        "bonus": {"months": 6, "window_days": 30},
        "suspension": {"from": rng.choice(("requested", "received")), "to": rng.choice(("ready", "handed_back")),
                       "ends": rng.choice(("both", "first_only")), "only_covered_repairs": rng.random() < 0.3},
        "replaced_part": made_replacement(rng),
        "exchanged_unit": made_replacement(rng),
        "repeat": {"days": rng.choice((30, 90)), "any_fault": rng.random() < 0.3},
        "doa": {"days": 30},
        "priorities": {kind: rng.randint(1, 99) for kind in PRIORITY if rng.random() < 0.3},
        "exclusions": ["battery"],
        "components": [{"component": rng.choice(("battery", "motor")), "months": rng.choice((6, 36)),
                        "classes": rng.choice((["parts"], ["parts", "labour"])), "percent": rng.choice((100, 60))}],
    }  # fmt: skip
    often = {"replaced_part", "doa", "components"}
    return policy | {name: value for name, value in rest.items() if rng.random() < (0.7 if name in often else 0.35)}


def made_replacement(rng):
    return {"rule": rng.choice(("REPL-1", "REPL-2", "REPL-3", "REPL-5")), "days": rng.choice((30, 90))}


def made_pack(rng):
    if rng.random() < 0.4:
        return None
    rules = [rule for rule in RULES if rng.random() < 0.6]
    return {"pack": "X", "version": 1, "first_day_counts": rng.random() < 0.5, "rules": rules}


def made_service(rng, n):
    """Days follow one another: reported, received, ready, handed back; each order of a unit hands back on its own day."""
    reported = rng.randint(-60, 1000)
    received = reported + rng.randint(0, 5)
    ready = received + rng.randint(0, 30)
    on = [EPOCH + timedelta(days=days) for days in (reported, received, ready, ready + rng.randint(0, 10))]
    return dict(zip(("reported_on", "received_on", "ready_on", "handed_back_on"), map(str, on), strict=True)) | {
        "number": f"R-{n}", "group": rng.choice(("1", "2", "")), "outcome": rng.choice(("repaired", "repaired", "exchanged")),
        "parts": rng.sample(("battery", "motor", "screen"), rng.randint(0, 3)), "attempt": rng.random() < 0.7,
        "covered": rng.random() < 0.6,
    }  # fmt: skip


def made_sources(rng, history, policy):
    found = []
    for n in range(rng.choice((0, 0, 1, 2, 3))):
        kind = rng.choice(("campaign", "contract", "extension", "extension", "vendor", "vendor"))
        percents = {name: rng.choice((100, 100, 40, 0)) for name in CLASSES if rng.random() < 0.8}
        first = rng.randint(0, 900)
        found.append({
            "kind": kind, "payer": str(SOURCE_PAYER[SourceKind(kind)]), "percents": percents,
            "from": str(EPOCH + timedelta(days=first)), "to": str(EPOCH + timedelta(days=first + rng.randint(0, 500))),
            "purchased_on": text(rng, 0, 900), "months": rng.choice((6, 12)), "label": f"S-{n}",
            "parts": rng.sample(("battery", "motor"), 1) if kind == "campaign" and rng.random() < 0.5 else [],
        })  # fmt: skip
    for service in history:  # REPL-4
        if service["attempt"] and rng.random() < 0.3:
            ends = date.fromisoformat(service["handed_back_on"]) + timedelta(days=89)
            found.append({
                "kind": "repair_warranty", "payer": "internal", "percents": {"parts": 100, "labour": 100},
                "from": service["handed_back_on"], "to": str(ends), "parts": service["parts"], "label": service["number"],
                "group": None if service["parts"] else service["group"],
            })  # fmt: skip
    return found


def made_lines(rng):
    def line(key, classes, part=None, follows=None):
        return {"key": key, "classes": classes, "part": part, "names": [part] if part else [], "follows": follows,
                "misuse": "D21" if rng.random() < 0.08 else None, "group": rng.choice(("1", "2", "3"))}  # fmt: skip

    if rng.random() < 0.25:
        return [line("fault", list(CLASSES)) | {"misuse": None}]
    parts = [line(f"p{n}", ["parts"], rng.choice(("battery", "motor", "screen"))) for n in range(rng.randint(1, 2))]
    work = [line(f"w{n}", ["labour"], follows=rng.choice((None, "p0"))) for n in range(rng.randint(0, 2))]
    return [*parts, *work, line("t", ["travel"])]


# The product's own facts


def day(written):
    return date.fromisoformat(written) if written else None


def part_id(name):
    return uuid5(UUID(int=0), name) if name else None


def facts(case):
    dates = tuple(Candidate(Basis(each["basis"]), day(each["on"]), "receipt", each["basis"], each["proof"])
                  for each in case["dates"])  # fmt: skip
    pack = parse_pack(case["pack"]) if case["pack"] else None
    terms = freeze(parse_policy("P v1", case["policy"]), dates, pack, case["product_class"])
    override = Override("kept", SOMEONE) if case["override"] else None
    readings = {name: Decimal(value) for name, value in case["readings"].items()}
    return Facts(
        day(case["reported_on"]),
        UnitFacts(
            True, terms, tuple(source(terms, each) for each in case["sources"]), tuple(map(service, case["history"]))
        ),
        Circumstances(readings, case["misuse"], override, case["box_complete"]),
    )


def service(row):
    return Service(
        order_id=uuid5(SOMEONE, row["number"]), order_number=row["number"], reported_on=day(row["reported_on"]),
        handed_back_on=day(row["handed_back_on"]), received_on=day(row["received_on"]), ready_on=day(row["ready_on"]),
        symptom_group=row["group"], outcome=row["outcome"], part_ids=frozenset(map(part_id, row["parts"])),
        attempt=row["attempt"], covered=row["covered"],
    )  # fmt: skip


def source(terms, row):
    kind = SourceKind(row["kind"])
    percents = {CostClass(name): Decimal(percent) for name, percent in row["percents"].items()}
    if kind is SourceKind.EXTENSION:
        return extension(terms, Period(row["months"]), day(row["purchased_on"]), percents, row["label"], SOMEONE)
    return Source(
        kind=kind, payer=Payer(row["payer"]), priority=PRIORITY.get(kind, 0), starts_on=day(row["from"]),
        ends_on=day(row["to"]), percents=percents, part_ids=frozenset(map(part_id, row["parts"])),
        symptom_group=row.get("group"), label=row["label"], source_id=SOMEONE,
    )  # fmt: skip


def lines(case):
    return [
        LineFacts(
            key=each["key"], classes=tuple(CostClass(name) for name in each["classes"]), part_id=part_id(each["part"]),
            part_names=frozenset(each["names"]), follows=each["follows"], misuse=each["misuse"],
            symptom_group=each["group"],
        )
        for each in case["lines"]
    ]  # fmt: skip
