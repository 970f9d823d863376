"""What can be asked about policies, frozen terms, cover and decisions."""

from service_desk.warranty.queries.decisions import StoredDecision, decision_for, decisions_of
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
from service_desk.warranty.queries.units import FrozenTerms, cover_of, facts_for, terms_of

__all__ = [
    "FrozenTerms",
    "PolicyFacts",
    "StoredDecision",
    "UnknownPolicy",
    "cover_of",
    "decision_for",
    "decisions_of",
    "facts_for",
    "pack_for",
    "pack_version",
    "policies",
    "policy",
    "policy_named",
    "policy_version",
    "terms_of",
    "version_for",
]
