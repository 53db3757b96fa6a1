"""Compiles a checked scheme into a plan: ids become ranks, decimals become integers."""

from __future__ import annotations

from dataclasses import replace

from patron.engine.plan.compile_benefits import compile_benefits
from patron.engine.plan.compile_cards import compile_cards
from patron.engine.plan.compile_conditions import Around, compile_condition
from patron.engine.plan.compile_coupons import compile_coupons, compile_restricted
from patron.engine.plan.compile_points import compile_goods, compile_points, compile_ranks
from patron.engine.plan.compile_prices import compile_discounts, compile_floors, scaled
from patron.engine.plan.model import RATE_SCALE, LapseTo, LeaveOut, Plan, Rule, Tier, Withdrawal
from patron.engine.plan.profiles import fields_named, with_fields
from patron.scheme import model
from patron.scheme.currency import places
from patron.scheme.protected import without_protected
from patron.vocabulary import Industry


def compile_plan(scheme: model.Scheme, industry: Industry) -> Plan:
    """The plan of a scheme that `check` found free of errors."""
    scheme = without_protected(scheme)
    ranks = {tier.id: rank for rank, tier in enumerate(scheme.tiers)}
    digits = places(scheme.currency)
    around = Around(industry, tuple(sorted(scheme.seasons or ())))

    def rule(rule_id: str, tier: str, when: model.Condition) -> Rule:
        return Rule(rule_id, ranks[tier], compile_condition(when, ranks, digits, around))

    return Plan(
        scheme=scheme.scheme,
        industry=scheme.industry,
        currency=scheme.currency,
        places=digits,
        time_zone=scheme.time_zone,
        tiers=tuple(_tier(tier, ranks) for tier in scheme.tiers),
        qualification=tuple(
            replace(made, when=with_fields(made.when, scheme.tiers[made.tier].requires or ()))
            for made in (rule(one.id, one.grants, one.when) for one in scheme.qualification)
        ),
        maintenance=tuple(rule(one.id, one.keeps, one.when) for one in scheme.maintenance),
        group_purchase=tuple(rule(one.id, one.priced_as, one.when) for one in scheme.group_purchase),
        group_counts_for_buyer=any(one.counts_for_buyer for one in scheme.group_purchase),
        withdrawal=tuple(
            Withdrawal(one.id, ranks[one.to], rule(one.id, one.to, one.when).when, compile_ranks(one.from_, ranks))
            for one in scheme.withdrawal
        ),
        profile_fields=fields_named(scheme),
        leave_out=_leave_out(scheme, industry),
        returns_withdraw_tier=scheme.returns == "withdraw_tier",
        points=compile_points(scheme.points, ranks, industry, digits),
        discounts=compile_discounts(scheme, ranks, industry, digits),
        price_floors=compile_floors(scheme, industry),
        priced_as_after=scheme.qualifying_purchase is not None and scheme.qualifying_purchase.priced_as == "after",
        coupons=compile_coupons(scheme, ranks, industry, digits),
        restricted=compile_restricted(scheme, ranks, industry),
        cards=compile_cards(scheme, ranks, industry, digits, lambda when: compile_condition(when, ranks, digits, around)),
        benefits=compile_benefits(scheme, ranks, industry, digits),
        streams=tuple(around.streams.found),  # when every condition is compiled
        seasons=around.seasons,
    )


def _tier(tier: model.Tier, ranks: dict[str, int]) -> Tier:
    return Tier(
        id=tier.id,
        title_zh=tier.title.zh,
        title_en=tier.title.en,
        term=tier.term,
        grace=tier.grace,
        lapse_to=LapseTo(tier.lapse_to) if tier.lapse_to in set(LapseTo) else ranks[tier.lapse_to],
        renews=tier.renews_on == "qualification",
        gaining_purchase_keeps=tier.gaining_purchase_keeps,
    )


def _leave_out(scheme: model.Scheme, industry: Industry) -> LeaveOut:
    if scheme.counting is None:
        return LeaveOut()
    stated = scheme.counting.leave_out
    return LeaveOut(
        goods=compile_goods(stated.goods, industry) if stated.goods else None,
        tenders=tuple(stated.tenders or ()),
        sold_below=None if stated.sold_below is None else scaled(stated.sold_below, RATE_SCALE),
    )
