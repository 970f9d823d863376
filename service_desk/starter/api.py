"""Starter data: what this release ships, how it differs from yours, and how to take it."""

from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery, JSONBody

from service_desk.foundation.differing import Change
from service_desk.foundation.web import DeskRequest, needs, once
from service_desk.starter import actions, comparison
from service_desk.starter.rules import Difference, Standing, changes

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=240, examples=["roles/agent"])]
SourceName = Annotated[str, msgspec.Meta(min_length=1, max_length=40, examples=["fault_codes"])]


class Differing(msgspec.Struct):
    """An entry that you hold otherwise than it is shipped, part by part. `name` is how it is asked for under `take`.

    `news`: the release changed it since you last looked; without it, only you did.
    """

    name: str
    source: str
    key: str
    standing: Standing
    news: bool
    changes: list[Change]


class StarterShown(msgspec.Struct):
    """Each kind of starter data with its counts, and all that differs."""

    sources: list[comparison.SourceFacts]
    differences: list[Differing]


class Update(msgspec.Struct, forbid_unknown_fields=True):
    """`sources`: only these kinds; none means all. `take`: names of entries you changed and now want as they are shipped."""

    sources: Annotated[list[SourceName], msgspec.Meta(max_length=20)] = msgspec.field(default_factory=list)
    take: Annotated[list[Name], msgspec.Meta(max_length=1000)] = msgspec.field(default_factory=list)


class Updated(msgspec.Struct):
    """What was done, and what still differs because you changed it."""

    done: list[Differing]
    kept: list[Differing]


@get("/starter", guards=[needs("centres.read")])
async def show_starter(source: FromQuery[str | None] = None) -> StarterShown:
    """What this release ships and how it differs from what you hold: new, changed, retired, or changed by you (yours)."""
    found = await comparison.all_differences([source] if source else ())
    facts = [each for each in await comparison.overview() if source in {None, each.name}]
    return StarterShown(facts, [shown(each) for each in found])


@post("/starter/update", guards=[needs("centres.write", company=True)])
async def update_starter(request: DeskRequest, data: JSONBody[Update]) -> Response[Updated]:
    """Take what this release changed. What you changed yourself stays, unless its name is under `take`."""

    async def update() -> Updated:
        done = await actions.update_starter(by=request.user, sources=data.sources, take=data.take)
        kept = await comparison.all_differences(data.sources)
        return Updated([shown(each) for each in done], [shown(each) for each in kept])

    return await once(request, update)


def shown(each: Difference) -> Differing:
    return Differing(each.name, each.source, each.key, each.standing, each.news, changes(each))


ROUTES = [show_starter, update_starter]
