"""A second engine, written from the trade page alone: day by day, no cleverness, nothing of the product's rules in it.

It reads the same plain cases (dicts of text and numbers, see `cases.py`) and says per line and class what it holds for right.
"""

from datetime import date, timedelta
from decimal import Decimal

DAY = timedelta(days=1)
CHECKS = (
    "UNKNOWN_UNIT NO_POLICY NO_TERM NO_START NOT_STARTED EXPIRED METER_MISSING METER_OVER MISUSE EXCLUDED FOLLOWS_PART"
).split()
POSITIVE = (
    "IN_PERIOD START_FALLBACK COMPONENT_TERM REGISTERED SUSPENDED_DAYS EXTENDED_AFTER_REPAIR RESTARTED REPLACED_PART GRACE"
).split()
OPEN = {"UNKNOWN_UNIT", "NO_POLICY", "NO_START", "NOT_STARTED", "METER_MISSING"}
PRIORITY = {"campaign": 10, "rework": 20, "repair_warranty": 30, "unit": 40, "extension": 50, "contract": 60}
SAID = {"campaign": "CAMPAIGN", "repair_warranty": "REPAIR_WARRANTY", "extension": "EXTENDED", "contract": "CONTRACT"}


def day(text):
    return date.fromisoformat(text) if text else None


def months_later(start, n):
    """The same day n months on; where the month has no such day, its last."""
    year, month = start.year, start.month
    for _ in range(n):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    for number in range(start.day, 0, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError


def last_day(start, months=0, days=0, *, first_counts=True):
    end = months_later(start, months)
    for _ in range(days):
        end += DAY
    return end - DAY if first_counts else end


def each_day(first, last):
    found = set()
    while first <= last:
        found.add(first)
        first += DAY
    return found


# 2: where a term starts


def candidates(case, basis):
    """The better first: accepted proof, then recorded later."""
    known = [each for each in reversed(case["dates"]) if each["basis"] == basis]
    return [each for each in known if each["proof"]] + [each for each in known if not each["proof"]]


def start_of(case, rule, leave_out=None):
    """(day, whether it is a fallback), or None."""
    made = candidates(case, "manufacture")
    usable = []
    for place, entry in enumerate(rule["candidates"]):
        if entry["basis"] == leave_out:
            continue
        for each in candidates(case, entry["basis"]):
            if entry.get("proof_required") and not each["proof"]:
                continue
            if made and day(each["on"]) < day(made[0]["on"]):
                continue
            usable.append((day(each["on"]) + timedelta(days=entry.get("offset_days", 0)), place))
            break
    if not usable:
        return None
    mode = rule.get("mode", "first_of")
    if mode == "first_of":
        on, place = usable[0]
    elif mode == "latest_of":
        on, place = max(usable, key=lambda each: each[0])
    else:
        on, place = min(usable, key=lambda each: each[0])
    cap = rule.get("cap")
    if cap and candidates(case, cap["basis"]):
        latest = months_later(day(candidates(case, cap["basis"])[0]["on"]), cap["months"])
        on = min(on, latest)
    return on, mode == "first_of" and place > 0


def span_of(case, rule):
    """(begins, counted from, fallback): a registration may extend, never shorten (START-6)."""
    with_it = start_of(case, rule)
    if with_it is None:
        return None
    if case["policy"].get("registration_may_shorten") or not any(e["basis"] == "register" for e in rule["candidates"]):
        return with_it[0], with_it[0], with_it[1]
    without = start_of(case, rule, "register")
    if without is None:
        return with_it[0], with_it[0], with_it[1]
    earlier = with_it if with_it[0] <= without[0] else without
    return earlier[0], max(with_it[0], without[0]), earlier[1]


# The terms of a line and class


def term(rule, origin, span, given, first_counts):
    return {
        "rule": rule, "origin": origin, "span": span, "months": given.get("months", 0), "days": given.get("days", 0),
        "percent": Decimal(given.get("percent", 100)), "meters": given.get("meters", {}), "first_counts": first_counts,
    }  # fmt: skip


def class_terms(case, cost_class):
    policy, found = case["policy"], []
    given = policy["classes"].get(cost_class)
    if given and (given.get("months") or given.get("days")) and given.get("percent", 100):
        span = span_of(case, given.get("start") or policy["start"])
        found.append(term(f"P v1 {cost_class}", "class", span, given, policy.get("first_day_counts", True)))
    for rule in (case["pack"] or {}).get("rules", ()):
        if rule["kind"] != "term" or rule.get("class", "goods") not in ("goods", case["product_class"]):
            continue
        found.append(pack_term(case, rule))
    return found


def pack_term(case, rule):
    pack = case["pack"]
    start, name = start_of(case, {"candidates": [{"basis": rule["start"]}]}), rule["id"]
    if start is None:
        for other in pack["rules"]:
            if other["kind"] == "start_fallback" and other.get("class", "goods") in ("goods", case["product_class"]):
                entry = {"basis": other["basis"], "offset_days": other["offset_days"]}
                found = start_of(case, {"candidates": [entry]})
                if found is not None:
                    start, name = (found[0], True), other["id"]
                    break
    span = None if start is None else (start[0], start[0], start[1])
    return term(f"{pack['pack']} v1 {name}", "pack", span, rule, pack.get("first_day_counts", True))


def component_terms(case, cost_class, names):
    policy, found = case["policy"], []
    for given in policy.get("components", ()):
        if cost_class in given.get("classes", ["parts"]) and given["component"] in names:
            span = span_of(case, policy["start"])
            found.append(term("component", "component", span, given, policy.get("first_day_counts", True)))
    return found


# 3 to 5: how far a term reaches


def settled(case):
    return [each for each in case["history"] if day(each["handed_back_on"]) <= day(case["reported_on"])]


def out_days(service, rule, begins):
    first = day(service["reported_on"]) if rule.get("from") == "requested" else day(service["received_on"])
    last = day(service["ready_on"]) if rule.get("to") == "ready" else day(service["handed_back_on"])
    if rule.get("ends") == "first_only":
        last -= DAY
    return each_day(max(first, begins), last)


def days_lost(rule, begins, last_on, services):
    """SUSP-1: an interval counts when it began on or before the last day as it then stood."""
    spans = [(out_days(each, rule, begins), day(each["handed_back_on"])) for each in services
             if each["covered"] or not rule.get("only_covered_repairs")]  # fmt: skip
    spans = sorted(((days, back) for days, back in spans if days), key=lambda each: (min(each[0]), each[1]))
    counted = []
    for days, back in spans:
        given = set().union(*(other for other, returned in counted if returned <= min(days)))
        if min(days) <= last_on + timedelta(days=len(given)):
            counted.append((days, back))
    return len(set().union(*(days for days, _ in counted)))


def rungs_of(case, one, part):
    """[(reason, last day), …], each later than the one before."""
    begins, counted_from, fallback = one["span"]
    policy, pack = case["policy"], case["pack"] or {"rules": ()}
    base = last_day(counted_from, one["months"], one["days"], first_counts=one["first_counts"])
    reason = "COMPONENT_TERM" if one["origin"] == "component" else "START_FALLBACK" if fallback else "IN_PERIOD"
    rungs = [(reason, base)]
    bonus = policy.get("bonus")
    if one["origin"] == "class" and bonus and candidates(case, "register"):
        registered = day(candidates(case, "register")[0]["on"])
        if registered < begins or registered in each_day(begins, begins + timedelta(days=bonus["window_days"] - 1)):
            months, days = one["months"] + bonus["months"], one["days"]
            rungs.append(("REGISTERED", last_day(counted_from, months, days, first_counts=one["first_counts"])))
    services = settled(case)
    suspending = [rule for rule in (policy.get("suspension"), *pack["rules"])
                  if rule is not None and rule.get("kind", "suspend") == "suspend"]  # fmt: skip
    written = rungs[-1][1]

    def lost(of):
        return max((days_lost(rule, begins, written, of) for rule in suspending), default=0)

    if lost(services):
        rungs.append(("SUSPENDED_DAYS", written + timedelta(days=lost(services))))
    extended = date.min
    if one["origin"] == "pack":
        for rung in after_repair(case, pack, begins, services, rungs[-1][1]):
            rungs.append(("EXTENDED_AFTER_REPAIR", rung))
            extended = rung
    for service in sorted(services, key=lambda each: each["outcome"] != "exchanged"):  # RESTARTED before REPLACED_PART
        if not service["covered"]:
            continue
        rules = replacing(policy, pack, service, part)
        others = [each for each in services if each is not service]
        own_end = max(written + timedelta(days=lost(others)), extended)
        for name, days in rules:
            until = replaced(name, days, own_end, service, one)
            if until > rungs[-1][1]:  # in whatever order: the furthest one is left
                rungs.append(("RESTARTED" if service["outcome"] == "exchanged" else "REPLACED_PART", until))
    return rungs


def after_repair(case, pack, begins, services, last_on):
    for rule in pack["rules"]:
        if rule["kind"] != "extend_after_repair":
            continue
        sold = next((day(candidates(case, basis)[0]["on"]) for basis in ("invoice", "purchase", "deliver")
                     if candidates(case, basis)), begins)  # fmt: skip
        remedies = [each for each in services if each["covered"] and each["attempt"] and each["outcome"] != "exchanged"
                    and day(each["reported_on"]) in each_day(begins, last_on)]  # fmt: skip
        if sold >= day(rule["sold_from"]) and remedies:
            yield months_later(last_on + DAY, rule["months"]) - DAY


def replacing(policy, pack, service, part):
    if service["outcome"] == "exchanged":
        own = policy.get("exchanged_unit", {"rule": "REPL-1"})
        law = [("REPL-2", 0)] if any(rule["kind"] == "restart_on_exchange" for rule in pack["rules"]) else []
        return [(own["rule"], own.get("days", 0)), *law]
    if part is not None and part in service["parts"]:
        own = policy.get("replaced_part", {"rule": "REPL-1"})
        return [(own["rule"], own.get("days", 0))]
    return []


def replaced(rule, days, own_end, service, one):
    handed = day(service["handed_back_on"])
    if rule == "REPL-1":
        return own_end
    if rule == "REPL-2":
        fresh = last_day(handed, one["months"], one["days"], first_counts=one["first_counts"])
        return max(own_end, fresh)
    window = handed + timedelta(days=days) - DAY
    if rule == "REPL-3":
        return max(own_end, window)
    down = len(each_day(max(day(service["received_on"]), one["span"][0]), handed))
    return max(own_end, window, own_end + timedelta(days=down))


# 4: one line and class under the unit warranty


def unit(case, line, cost_class, part):
    """{reason, percent, last_on, fails}; percent 0: not covered."""
    reported, policy = day(case["reported_on"]), case["policy"]
    names = set(line["names"])
    if part is not None and cost_class != "parts":
        names |= set(part["line"]["names"])
    own = component_terms(case, cost_class, names)
    listed = set(policy.get("exclusions", ())) & names
    terms = own if own and listed else own + class_terms(case, cost_class)
    wide = []
    if (case["misuse"] or line["misuse"]) and not case["override"]:
        wide.append("MISUSE")
    if cost_class == "parts" and listed and not own:
        wide.append("EXCLUDED")
    if cost_class == "labour" and part is not None and {"EXCLUDED", "MISUSE"} & set(part["found"]["fails"]):
        wide.append("FOLLOWS_PART")
    if not terms:
        return {"percent": Decimal(0), "reason": "NO_TERM", "fails": ["NO_TERM", *wide], "last_on": None}
    known = [one for one in terms if one["span"] is not None]
    if not known:
        return {"percent": Decimal(0), "reason": "NO_START", "fails": ["NO_START", *wide], "last_on": None}
    judged = []
    for one in known:
        rungs = rungs_of(case, one, line["part"] if cost_class == "parts" else None)
        judged.append((one, rungs, fails_of(case, one, rungs, reported)))
    good = [each for each in judged if not each[2]]
    if good and not wide:
        return covered(case, line, good, reported)
    order = len(CHECKS)
    main = max(good or judged, key=lambda each: (CHECKS.index(each[2][0]) if each[2] else order, each[1][-1][1]))
    fails = [*main[2], *wide]
    others = {fail for each in judged for fail in each[2]} | ({"NO_START"} if len(known) < len(terms) else set())
    return {"percent": Decimal(0), "reason": fails[0], "fails": [*fails, *others], "last_on": main[1][-1][1]}


def fails_of(case, one, rungs, reported):
    fails = []
    if reported < one["span"][0]:
        fails.append("NOT_STARTED")
    if reported > rungs[-1][1] + timedelta(days=case["policy"].get("grace_days", 0)):
        fails.append("EXPIRED")
    if any(meter not in case["readings"] for meter in one["meters"]):
        fails.append("METER_MISSING")
    if any(Decimal(case["readings"].get(meter, 0)) > Decimal(limit) for meter, limit in one["meters"].items()):
        fails.append("METER_OVER")
    return fails


def covered(case, line, good, reported):
    percent = max(one["percent"] for one, _, _ in good)
    best = [(one, rungs) for one, rungs, _ in good if one["percent"] == percent]
    reasons = [next((why for why, until in rungs if reported <= until), "GRACE") for _, rungs in best]
    reason = min(reasons, key=POSITIVE.index)
    if (case["misuse"] or line["misuse"]) and case["override"]:
        reason = "OVERRIDE"
    elif case["policy"].get("doa") and candidates(case, "invoice"):
        proof = candidates(case, "invoice")[0]
        window = each_day(day(proof["on"]), day(proof["on"]) + timedelta(days=case["policy"]["doa"]["days"]) - DAY)
        if reported in window and proof["proof"] and case["box_complete"]:
            reason = "DOA"
    return {"percent": percent, "reason": reason, "fails": [], "last_on": max(rungs[-1][1] for _, rungs in best)}


# 4 and 6: the other cover, and who pays


def extension_days(case, source):
    """(first, last), None where it never begins, "open" where the start of the base cover is not known."""
    bought = day(source["purchased_on"])
    ends, open_terms = {}, False
    for cost_class in ("parts", "labour", "travel"):
        terms = class_terms(case, cost_class)
        open_terms |= any(one["span"] is None for one in terms)
        known = [one for one in terms if one["span"] is not None]
        if known:
            rungs = [rungs_of(case, one, None) for one in known]
            ends[cost_class] = max(each[0][1] for each in rungs), max(each[-1][1] for each in rungs)
    if not ends:
        return "open" if open_terms else (bought, last_day(bought, source["months"]))
    base = max(first for first, _ in ends.values())
    moved = max(last for first, last in ends.values() if first == base)
    return max(base + DAY, bought), last_day(max(moved + DAY, bought), source["months"])


def offers(case, line, cost_class, part, found):
    reported, misused = day(case["reported_on"]), (case["misuse"] or line["misuse"]) and not case["override"]
    follows = "FOLLOWS_PART" in found["fails"]
    misused = misused or (follows and part is not None and part["line"]["misuse"])
    excluded = follows or bool({"EXCLUDED", "MISUSE"} & set(found["fails"]))
    for source in case["sources"]:
        kind = source["kind"]
        if kind == "vendor" or (misused and kind != "campaign") or (excluded and kind == "extension"):
            continue
        percent = Decimal(source["percents"].get(cost_class, 0))
        if not percent or not matches(source, line, cost_class, part):
            continue
        span = extension_days(case, source) if kind == "extension" else (day(source["from"]), day(source["to"]))
        if span == "open":
            if day(source["purchased_on"]) <= reported:
                yield None
        elif reported in each_day(*span):
            priority = case["policy"].get("priorities", {}).get(kind, PRIORITY[kind])
            yield {"percent": percent, "priority": priority, "payer": source["payer"], "reason": SAID[kind],
                   "last_on": span[1]}  # fmt: skip
    if not misused:
        yield from rework(case, line)


def matches(source, line, cost_class, part):
    if source["parts"]:
        return (line["part"] if part is None else part["line"]["part"]) in source["parts"]
    if source.get("group") is not None:
        return cost_class == "labour" and part is None and line["group"] == source["group"]
    return True


def rework(case, line):
    rule, reported = case["policy"].get("repeat"), day(case["reported_on"])
    if not rule:
        return
    same = [each for each in case["history"] if each["attempt"]
            and (rule.get("any_fault") or (each["group"] and each["group"] == line["group"]))
            and 0 <= (reported - day(each["handed_back_on"])).days <= rule["days"]]  # fmt: skip
    if same:
        latest = max(day(each["handed_back_on"]) for each in same)
        priority = case["policy"].get("priorities", {}).get("rework", PRIORITY["rework"])
        yield {"percent": Decimal(100), "priority": priority, "payer": "internal", "reason": "REWORK",
               "last_on": latest + timedelta(days=rule["days"])}  # fmt: skip


def decided(case):
    """{(line key, class): (verdict, percent, payer, reason, last day, recover)}."""
    parts, told = {}, {}
    for line in case["lines"]:
        if "parts" in line["classes"] and not line["follows"]:
            parts[line["key"]] = {"line": line, "found": unit(case, line, "parts", None)}
    for line in case["lines"]:
        part = parts.get(line["follows"])
        for cost_class in line["classes"]:
            told[line["key"], cost_class] = verdict(case, line, cost_class, part)
    return told


def verdict(case, line, cost_class, part):
    found = unit(case, line, cost_class, part)
    known = list(offers(case, line, cost_class, part, found))
    best = min((each for each in known if each), default=None,
               key=lambda each: (100 - each["percent"], each["priority"], -each["last_on"].toordinal()))  # fmt: skip
    own = case["policy"].get("priorities", {}).get("unit", PRIORITY["unit"])
    if best and (not found["percent"] or (best["percent"], -best["priority"]) > (found["percent"], -own)):
        return "covered", best["percent"], best["payer"], best["reason"], best["last_on"], None
    if found["percent"]:
        return "covered", found["percent"], "warranty", found["reason"], found["last_on"], recovered(case, cost_class)
    reason = "NO_START" if found["reason"] == "NO_TERM" and None in known else found["reason"]
    return "undecided" if reason in OPEN else "not_covered", Decimal(0), "customer", reason, found["last_on"], None


def recovered(case, cost_class):
    vendors = [each for each in case["sources"] if each["kind"] == "vendor"]
    if not vendors:
        return None
    return any(Decimal(each["percents"].get(cost_class, 0)) > 0
               and day(case["reported_on"]) in each_day(day(each["from"]), day(each["to"])) for each in vendors)  # fmt: skip
