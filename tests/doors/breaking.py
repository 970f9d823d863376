"""What in a new OpenAPI description breaks programs that were written against the old one."""

from typing import Any

Json = dict[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")


def breaks(old: Json, new: Json) -> list[str]:
    """A sentence for each; what is merely added breaks nobody."""
    found = []
    for path, item in old["paths"].items():
        for method in METHODS:
            if method in item:
                name = f"{method.upper()} {path}"
                now = new["paths"].get(path, {}).get(method)
                found += (
                    [f"{name} is gone"]
                    if now is None
                    else [f"{name}: {what}" for what in _operation(item[method], now, old, new)]
                )
    return found


def _operation(was: Json, now: Json, old: Json, new: Json) -> list[str]:
    found = _parameters(was, now, old, new)
    sent = [_body(operation.get("requestBody")) for operation in (was, now)]
    if sent[1] is not None and sent[0] is None and now["requestBody"].get("required"):
        found.append("needs a body now")
    elif None not in sent:
        found += Walk(old, new, request=True).differences(sent[0], sent[1], "body")
    for status, answer in was["responses"].items():
        if status.startswith("2"):
            if status not in now["responses"]:
                found.append(f"answers no longer with {status}")
            elif (shape := _body(answer)) is not None:
                found += Walk(old, new, request=False).differences(
                    shape, _body(now["responses"][status]) or {}, "answer"
                )
    return found


def _body(holder: Json | None) -> Json | None:
    return (holder or {}).get("content", {}).get("application/json", {}).get("schema")


def _parameters(was: Json, now: Json, old: Json, new: Json) -> list[str]:
    before = {(one["in"], one["name"]): one for one in was.get("parameters", ())}
    after = {(one["in"], one["name"]): one for one in now.get("parameters", ())}
    found = [f"parameter {name} is gone" for place, name in before if (place, name) not in after]
    found += [
        f"parameter {key[1]} is required now"
        for key, one in after.items()
        if one.get("required") and not before.get(key, {}).get("required")
    ]
    for key in before.keys() & after.keys():
        found += Walk(old, new, request=True).differences(
            before[key]["schema"], after[key]["schema"], f"parameter {key[1]}"
        )
    return found


class Walk:
    """Two schemas side by side. A request may be allowed more than before, an answer may hold less variety."""

    def __init__(self, old: Json, new: Json, *, request: bool) -> None:
        self.old, self.new, self.request = old, new, request
        self.seen: set[tuple[str, str]] = set()

    def differences(self, was: Json, now: Json, place: str) -> list[str]:
        mark = (was.get("$ref", ""), now.get("$ref", ""))
        if all(mark) and mark in self.seen:
            return []
        self.seen.add(mark)
        befores, afters = self._choices(was, self.old), self._choices(now, self.new)
        found = self._types(befores, afters, place)
        before, after = ({one.get("type"): one for one in choices} for choices in (befores, afters))
        for kind in before.keys() & after.keys():
            found += self._values(before[kind], after[kind], place)
            if kind == "object":
                found += self._fields(before[kind], after[kind], place)
            elif kind == "array":
                found += self.differences(before[kind].get("items", {}), after[kind].get("items", {}), f"{place}[]")
        return found

    def _choices(self, schema: Json, document: Json) -> list[Json]:
        if "$ref" in schema:
            return self._choices(document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], document)
        nested = [*schema.get("oneOf", ()), *schema.get("anyOf", ())]
        if nested:
            return [choice for one in nested for choice in self._choices(one, document)]
        kinds = schema.get("type", "any")
        return [schema | {"type": kind} for kind in (kinds if isinstance(kinds, list) else [kinds])]

    def _types(self, befores: list[Json], afters: list[Json], place: str) -> list[str]:
        before, after = ({one["type"] for one in choices} for choices in (befores, afters))
        lost = before - after if self.request else after - before
        if not lost or "any" in (after if self.request else before):
            return []
        return [
            f"{place} takes no {kind} any more" if self.request else f"{place} may be {kind} now"
            for kind in sorted(lost)
        ]

    def _values(self, before: Json, after: Json, place: str) -> list[str]:
        if not self.request:
            return []
        found = []
        if "enum" in after:
            gone = sorted(set(map(str, before.get("enum", ["anything"]))) - set(map(str, after["enum"])))
            found += [f"{place} takes no {value} any more" for value in gone]
        for limit, closer in (
            ("maxLength", min),
            ("maximum", min),
            ("maxItems", min),
            ("minLength", max),
            ("minimum", max),
            ("minItems", max),
        ):
            if limit in after and (
                limit not in before
                or (after[limit] != before[limit] and closer(after[limit], before[limit]) == after[limit])
            ):
                found.append(f"{place}: {limit} is {after[limit]} now")
        return found

    def _fields(self, before: Json, after: Json, place: str) -> list[str]:
        had, has = before.get("properties", {}), after.get("properties", {})
        gone = [f"{place}.{name} is gone" for name in had if name not in has]
        if self.request:
            needed = set(after.get("required", ())) - set(before.get("required", ()))
            gone += [f"{place}.{name} is required now" for name in sorted(needed)]
        return gone + [
            line for name in had if name in has for line in self.differences(had[name], has[name], f"{place}.{name}")
        ]
