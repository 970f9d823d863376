"""A decision in sentences, in the reader's language: rule ids, dates and evidence as they were reckoned."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from service_desk.foundation.i18n import say
from service_desk.foundation.sentences import badge, word
from service_desk.foundation.written import counted, filled, listed, written_day
from service_desk.warranty.rules.sentences import (
    BASIS_WORDS,
    REASON_SENTENCES,
    STEP_SENTENCES,
    TERM_WORDS,
    VERDICT_SENTENCES,
)
from service_desk.warranty.rules.terms import Step
from service_desk.warranty.rules.verdicts import Decision, Hint, LineVerdict
from service_desk.warranty.rules.vocabulary import CostClass, Payer, SourceKind

_DAYS: Final = frozenset({"start", "last_on", "before", "after", "on"})
_NUMBERS: Final = frozenset({"months", "days", "percent"})
_LISTS: Final = frozenset({"basis", "asked"})


class _Blank(dict[str, Any]):
    """A place without a value stays readable."""

    def __missing__(self, key: str) -> str:
        return "–"


def explain(decision: Decision, language: str = "en") -> list[str]:
    """For each line and class: the verdict with its rule, the dates and evidence, then hints and steps."""
    said: list[str] = []
    for verdict in decision.lines:
        said.append(_verdict(verdict, language))
        said += [_hint(hint, language) for hint in verdict.hints]
        said += [_step(step, language) for step in verdict.steps]
    return list(dict.fromkeys(said))  # a step that two classes share is told once


def reason_words(reason: str, language: str, params: Mapping[str, str] | None = None) -> str:
    """One reason as a sentence."""
    return _filled(REASON_SENTENCES[reason], language, params or {})


def _verdict(verdict: LineVerdict, language: str) -> str:
    params = {
        "cost_class": badge(CostClass(verdict.cost_class), language),
        "payer": word(Payer(verdict.payer), language),
        "percent": f"{verdict.percent.normalize():f}",
        "evidence": verdict.evidence,
    }
    main = next((step.params for step in verdict.steps if step.rule == "LINE-9"), {})
    parts = [
        _filled(VERDICT_SENTENCES[verdict.verdict], language, params),
        _filled(REASON_SENTENCES[verdict.reason], language, main),
    ]
    if verdict.start is not None and verdict.last_on is not None:
        dates = {"start": verdict.start.isoformat(), "last_on": verdict.last_on.isoformat()}
        parts.append(_filled(VERDICT_SENTENCES["dates"], language, dates))
    if verdict.evidence:
        parts.append(_filled(VERDICT_SENTENCES["evidence"], language, params))
    if verdict.recover:
        parts.append(say(VERDICT_SENTENCES["recover_yes"], language))
    return f"{' '.join(parts)} [{verdict.reason}, {verdict.rule}]"


def _hint(hint: Hint, language: str) -> str:
    return f"{_filled(REASON_SENTENCES[hint.reason], language, hint.params)} [{hint.reason}]"


def _step(step: Step, language: str) -> str:
    words = STEP_SENTENCES.get(step.rule)
    if words is None:
        return _filled(STEP_SENTENCES["moved"], language, {**step.params, "rule": step.rule})
    params = dict(step.params)
    if "{term}" in words["en"]:
        params["term"] = _term(params, language)
    return f"{_filled(words, language, params)} [{step.rule}]"


def _term(params: Mapping[str, str], language: str) -> str:
    """`24 months`, `1 month and 14 days`."""
    told = [
        counted(count, say(forms, language), language)
        for part, forms in TERM_WORDS.items()
        if (count := int(params.get(part, "0")))
    ]
    return listed(told or [counted(0, say(TERM_WORDS["days"], language), language)], language, "and")


def _filled(words: Mapping[str, str], language: str, params: Mapping[str, str]) -> str:
    return filled(
        say(words, language), _Blank({name: _said(name, value, language) for name, value in params.items()}), language
    )


def _said(name: str, value: str, language: str) -> str | Decimal:
    """A value of the reckoning for the reader: its days and numbers as they write them, its words in their language."""
    if name in _DAYS:
        return _day(value, language)
    if name in _NUMBERS:
        return Decimal(value)
    if name in _LISTS:
        named = (each.partition(":")[0] for each in value.replace(",", " ").split())
        known = (BASIS_WORDS.get(each, {"en": each}) for each in named)
        return listed((say(each, language) for each in known), language)
    if name == "source":
        return word(SourceKind(value), language) if value in set(SourceKind) else value
    return value


def _day(value: str, language: str) -> str:
    try:
        return written_day(date.fromisoformat(value), language)
    except ValueError:
        return value
