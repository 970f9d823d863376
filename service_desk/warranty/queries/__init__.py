"""What can be asked about policies, frozen terms, cover and decisions."""

from service_desk.warranty.queries.decisions import StoredDecision, ToldDecision, decision_for, decisions_of, told
from service_desk.warranty.queries.packs import PackFacts, compare_packs, pack, pack_effect, pack_named, packs
from service_desk.warranty.queries.policies import (
    PolicyFacts,
    UnknownPolicy,
    pack_for,
    pack_version,
    policies,
    policy,
    policy_named,
    policy_version,
    version_for,
)
from service_desk.warranty.queries.units import (
    CoverFacts,
    FrozenTerms,
    counters_of,
    cover_of,
    cover_sources,
    facts_for,
    terms_of,
)

__all__ = [
    "CoverFacts",
    "FrozenTerms",
    "PackFacts",
    "PolicyFacts",
    "StoredDecision",
    "ToldDecision",
    "UnknownPolicy",
    "compare_packs",
    "counters_of",
    "cover_of",
    "cover_sources",
    "decision_for",
    "decisions_of",
    "facts_for",
    "pack",
    "pack_effect",
    "pack_for",
    "pack_named",
    "pack_version",
    "packs",
    "policies",
    "policy",
    "policy_named",
    "policy_version",
    "terms_of",
    "told",
    "version_for",
]
