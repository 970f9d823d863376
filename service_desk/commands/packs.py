"""`desk packs`: packs of consumer law: look at them, see what they would mean, switch them on or off."""

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any, TypeVar

import click
from rich.console import Console

from service_desk.centres.queries import masthead
from service_desk.commands.output import json_option, listed, remark, show, tell, told
from service_desk.commands.session import open_desk
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.clock import today
from service_desk.warranty import actions, queries
from service_desk.warranty.queries import PackFacts

T = TypeVar("T")


@click.group()
def command() -> None:
    """Packs of consumer law by country. They come switched off: counsel has to confirm them first.

    A PACK is written like EU, or EU-1 for one version.
    """


def _on_desk(work: Callable[[], Awaitable[T]]) -> T:
    async def run() -> T:
        async with open_desk():
            return await work()

    return asyncio.run(run())


@command.command("list")
@json_option
def list_packs(*, as_json: bool) -> None:
    """All packs in all their versions."""

    async def look() -> list[PackFacts]:
        language = (await masthead())[1]
        return [queries.told_pack(each, language) for each in await queries.packs()]

    found = _on_desk(look)
    if as_json:
        return show({f"{each.code}-{each.number}": dataclasses.asdict(each) for each in found}, as_json=True)
    rows = []
    for each in found:
        last = each.switches[-1] if each.switches else None
        who = f"{last.confirmed_by}, {last.at:%Y-%m-%d}" if last and last.switched_on else each.status
        rows.append((
            f"{each.code}-{each.number}", " ".join(each.countries), str(len(each.rules)), str(each.valid_from),
            told("on" if each.switched_on else "off"), who,
        ))  # fmt: skip
    return _table(("pack", "countries", "rules", "from", "", "confirmed by"), rows)


@command.command("show")
@click.argument("pack")
@click.option("--policy", help="Code of a policy: what switching the pack on would mean for what is sold under it.")
@click.option("--sold-on", type=click.DateTime(["%Y-%m-%d"]), help="Day of the sale; today without it.")
@json_option
def show_pack(*, pack: str, policy: str | None, sold_on: Any, as_json: bool) -> None:
    """One pack with its rules and who switched it; with --policy what it would mean."""

    async def look() -> tuple[PackFacts, Any]:
        pack_id = await queries.pack_named(pack)
        day: date = sold_on.date() if sold_on else today("UTC")
        language = (await masthead())[1]
        facts = queries.told_pack(await queries.pack(pack_id), language)
        return facts, (
            queries.told_effect(await queries.pack_effect(pack_id, policy, day), language) if policy else None
        )

    facts, meant = _on_desk(look)
    if as_json:
        shown = dataclasses.asdict(facts) | ({"effect": dataclasses.asdict(meant)} if meant else {})
        return show(shown, as_json=True)
    show(
        {
            "pack": f"{facts.code}-{facts.number}",
            "countries": " ".join(facts.countries),
            "the day of the event counts": facts.first_day_counts,
            "switched on": facts.switched_on,
            "status": facts.status or told("your own"),
        },
        as_json=False,
    )
    _table(
        ("rule", "kind", "says", "source"),
        [
            (rule["id"], rule["title"], _says(rule), rule["source"])
            for rule in facts.rules
        ],
    )  # fmt: skip
    for each in facts.switches:
        tell(f"{each.at:%Y-%m-%d} {told('on' if each.switched_on else 'off')} {each.confirmed_by}: {each.note}")
    if meant:
        _table(
            (
                told("sold {day}", day=str(meant.sold_on)),
                "",
                told("under {policy}", policy=meant.policy),
                told("with {pack}", pack=meant.pack),
                "by",
            ),
            [
                (c.product_class, c.cost_class, str(c.without or "–"), str(c.with_pack or "–"), c.rule)
                for c in meant.cover
            ],
        )
    return None


def _says(rule: dict[str, Any]) -> str:
    shown = {name: value for name, value in rule.items() if name not in {"id", "kind", "title", "source"}}
    return ", ".join(f"{name} {' / '.join(map(str, v)) if isinstance(v, list) else v}" for name, v in shown.items())


@command.command()
@click.argument("pack")
@click.argument("other")
@json_option
def diff(*, pack: str, other: str, as_json: bool) -> None:
    """What OTHER says otherwise than PACK, rule by rule."""

    async def look() -> Any:
        return await queries.compare_packs(await queries.pack_named(pack), await queries.pack_named(other))

    found = _on_desk(look)
    if as_json:
        return show({"changes": [dataclasses.asdict(each) for each in found]}, as_json=True)
    if not found:
        return remark("They say the same.")
    return _table(("part", pack, other), [(each.part, each.yours or "–", each.shipped or "–") for each in found])


@command.command()
@click.argument("pack")
@click.option("--confirmed-by", required=True, help="The counsel who confirmed the rules.")
@click.option("--note", required=True, help="What was confirmed.")
@json_option
def on(*, pack: str, confirmed_by: str, note: str, as_json: bool) -> None:
    """Switch PACK on for what is sold in its countries from now on."""
    _switch(pack, on=True, confirmed_by=confirmed_by, note=note, as_json=as_json)


@command.command()
@click.argument("pack")
@click.option("--note", required=True, help="Why.")
@json_option
def off(*, pack: str, note: str, as_json: bool) -> None:
    """Switch PACK off. Units that were sold under it keep it."""
    _switch(pack, on=False, confirmed_by="", note=note, as_json=as_json)


def _switch(pack: str, *, on: bool, confirmed_by: str, note: str, as_json: bool) -> None:
    async def switch() -> tuple[PackFacts, bool]:
        pack_id = await queries.pack_named(pack)
        done = await actions.switch_pack(pack_id=pack_id, on=on, confirmed_by=confirmed_by, note=note, by=SYSTEM)
        return await queries.pack(pack_id), done

    facts, done = _on_desk(switch)
    show({"pack": f"{facts.code}-{facts.number}", "switched on": facts.switched_on, "changed": done}, as_json=as_json)


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    Console().print(listed(heads, rows))
