"""Everything that an explanation says of one member, before it is put into words."""

from __future__ import annotations

from dataclasses import dataclass, field

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.reference.judging import Judged
from patron.engine.reference.trace import Trace, trace
from patron.engine.restricted import Outside
from patron.explain.cards import MemberCards, cards_of
from patron.explain.coupons import CouponUsed, coupons_used, outside_rules
from patron.explain.entitled import Issued, issued_to
from patron.explain.point_uses import PointUses, point_uses
from patron.explain.rights import Right, rights
from patron.scheme.model import Scheme
from patron.vocabulary import Industry


@dataclass(frozen=True, slots=True)
class Account:
    """A member's trace with the rights of the items bought; `everything` keeps each judgement and past rights."""

    scheme: Scheme
    industry: Industry
    plan: Plan
    trace: Trace
    rights: tuple[Right, ...]
    coupons: tuple[CouponUsed, ...]
    outside: tuple[Outside, ...]
    everything: bool
    cards: MemberCards = field(default_factory=MemberCards)
    issued: tuple[Issued, ...] = ()
    uses: PointUses = field(default_factory=PointUses)

    @property
    def decisive(self) -> tuple[Judged, ...]:
        """The judgements by which the present tier was come to, kept or lost: those of the last change's day and reason."""
        if not self.trace.changes:
            return ()
        last = self.trace.changes[-1]
        same_day = [one for one in self.trace.judged if one.day == last.on]
        by_rule = [one for one in same_day if one.rule.id == last.reason and one.finding.holds]
        if by_rule:
            return tuple(by_rule[-1:])
        return tuple(one for one in same_day if one.rule.tier == last.before and one.purchase is None) if last.reason == "lapse" else ()


def account(
    scheme: Scheme, industry: Industry, plan: Plan, history: History, *, as_of: int, member_id: str, everything: bool = False
) -> Account | None:
    """Explain one member of a validated history; None if there is no such member up to `as_of`."""
    traced = trace(plan, history, as_of, member_id)
    if traced is None:
        return None
    found = rights(scheme, industry, plan, history, traced)
    shown = found if everything else tuple(right for right in found if right.last >= as_of)
    return Account(
        scheme,
        industry,
        plan,
        traced,
        shown,
        coupons_used(plan, history, traced),
        outside_rules(plan, history, traced),
        everything,
        cards=cards_of(plan, history, as_of, member_id),
        issued=issued_to(plan, history, traced, as_of, everything=everything),
        uses=point_uses(plan, history, traced),
    )
