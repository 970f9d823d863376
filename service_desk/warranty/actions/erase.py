"""Forget what was written beside decisions and frozen terms: verdicts, reasons and dates stay."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from service_desk.foundation.db import atomic, execute, fetch

_WRITTEN: Final = frozenset({"note", "evidence", "label"})  # what people type; all else is a rule, a date, an id
_DECISIONS: Final = "select id, lines, facts from decision where subject_id = any($1)"
_DECISION: Final = "update decision set note = null, lines = $2, facts = $3 where id = $1"
_TERMS: Final = """
update item_terms set dates = (select jsonb_agg(jsonb_set(each, '{3}', '""') order by place)
                                 from jsonb_array_elements(dates) with ordinality as d (each, place))
 where item_id = any($1) and jsonb_path_exists(dates, '$[*][3] ? (@ <> "")')"""


async def erase_written(*, subject_ids: Sequence[UUID], item_ids: Sequence[UUID]) -> None:
    """Notes and evidence on decisions about these tickets and orders, and in the terms of these units; for the room privacy.

    The hash of the terms stays that of what was frozen.
    """
    async with atomic():
        for row in await fetch(_DECISIONS, subject_ids):
            await execute(_DECISION, row["id"], _without_words(row["lines"]), _facts_without_words(row["facts"]))
        await execute(_TERMS, item_ids)


def _facts_without_words(facts: dict[str, Any] | None) -> dict[str, Any] | None:
    """The dates of a unit without terms are kept with the decision, each with its evidence as the fourth."""
    if facts is None:
        return None
    facts = _without_words(facts)
    if floor := facts.get("floor"):
        floor["dates"] = [[*each[:3], "", *each[4:]] for each in floor["dates"]]
    return facts


def _without_words(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: "" if key in _WRITTEN else _without_words(inner) for key, inner in value.items()}
    return [_without_words(inner) for inner in value] if isinstance(value, list) else value
