"""The sections of a charter in their order."""

from __future__ import annotations

from patron.scheme.describe.benefits import benefits, partner_services
from patron.scheme.describe.cards import cards
from patron.scheme.describe.coupons import coupons
from patron.scheme.describe.document import Document
from patron.scheme.describe.group_purchase import group_purchase
from patron.scheme.describe.internal import costs, goals, parameters
from patron.scheme.describe.maintenance import maintenance
from patron.scheme.describe.points import points
from patron.scheme.describe.prices import prices
from patron.scheme.describe.protected import protected
from patron.scheme.describe.qualification import qualification
from patron.scheme.describe.restricted import restricted
from patron.scheme.describe.returns import returns
from patron.scheme.describe.tiers import tiers
from patron.scheme.describe.validity import validity
from patron.scheme.describe.withdrawal import withdrawal
from patron.scheme.describe.words import Lang, Words
from patron.scheme.model import Scheme
from patron.vocabulary import GENERAL, Industry

_FOR_MEMBERS = (
    tiers,
    qualification,
    maintenance,
    withdrawal,
    group_purchase,
    prices,
    coupons,
    restricted,
    points,
    protected,
    benefits,
    partner_services,
    cards,
    returns,
    validity,
)
_INTERNAL = (costs, goals, parameters)


def charter(scheme: Scheme, industry: Industry = GENERAL, lang: Lang = "zh", *, internal: bool = False) -> Document:
    """The charter of a valid scheme.

    `internal` adds what members are not shown: rule ids, unit costs, costs, goals and parameters.
    """
    words = Words(lang, scheme, industry, internal=internal)
    title = words.title(scheme.title)
    builders = _FOR_MEMBERS + (_INTERNAL if internal else ())
    sections = tuple(section for section in (build(words) for build in builders) if section is not None)
    return Document(words(f"{title}章程", f"{title}: charter"), sections)
