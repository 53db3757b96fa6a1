"""An explanation as JSON: ids, ISO dates, money as decimal text."""

from __future__ import annotations

import json
from typing import Any

from patron.engine.amounts_text import decimal_text
from patron.engine.days import iso_of
from patron.engine.plan import AllOf, AnyOf, Comparison, ProfileFact, Test
from patron.engine.reference.conditions import Verdict, compares
from patron.engine.reference.judging import Judged
from patron.engine.reference.trace import Outlook
from patron.explain.account import Account
from patron.explain.cards import as_plain
from patron.explain.entitled import issued_json
from patron.explain.measured import is_units, stated, units
from patron.explain.missing import missing
from patron.explain.point_uses import uses_json
from patron.scheme.measures import MEASURES, ValueKind

Json = dict[str, Any]


def as_json(account: Account) -> str:
    """The whole account, indented; the same input gives the same text."""
    return json.dumps(_Form(account).whole(), ensure_ascii=False, indent=2) + "\n"


class _Form:
    def __init__(self, account: Account) -> None:
        self._account = account
        self._plan = account.plan

    def whole(self) -> Json:
        account, trace = self._account, self._account.trace
        row = dict(trace.row)
        row.update({name: iso_of(value) for name in ("since", "review_on") if isinstance(value := row[name], int)})
        row["spend_12m"] = self._money(int(str(row["spend_12m"])))
        answer: Json = {
            "member_id": trace.member_id,
            "as_of": iso_of(trace.as_of),
            "standing": {name: value for name, value in row.items() if name != "member_id"},
            "in_grace_until": iso_of(trace.in_grace_until),
            "introducer": self._introducer(),
            "decided_by": [self._judged(one) for one in account.decisive],
            "changes": [
                {"on": iso_of(one.on), "from": self._tier(one.before), "to": self._tier(one.after), "reason": one.reason}
                for one in trace.changes
            ],
            "last_purchase": None if trace.last_purchase is None else trace.last_purchase.id,
            "qualification": [self._outlook(one) for one in trace.qualifying],
            "maintenance": {"as_of": iso_of(trace.kept_as_of), "rules": [self._outlook(one) for one in trace.keeping]},
            "lots": [
                {
                    "rule": lot.rule,
                    "points": lot.points,
                    "earned": iso_of(lot.earned),
                    "available_from": iso_of(lot.available),
                    "dead_from": iso_of(lot.dead),
                    "waits_for": None if lot.waits_for is None else self._tier(lot.waits_for),
                }
                for lot in trace.lots
            ],
            "coupons_used": [
                {
                    "coupon": one.coupon,
                    "on": iso_of(one.on),
                    "purchase_id": one.purchase,
                    "off": None if one.amount is None else self._money(one.amount),
                }
                for one in account.coupons
            ],
            "restricted": [
                {"rule": one.rule, "reason": one.reason.value, "on": iso_of(one.day), "purchase_id": one.purchase_id, "line": one.line}
                for one in account.outside
            ],
            "item_rights": [
                {
                    "benefit": one.benefit,
                    "purchase_id": one.purchase,
                    "line": one.line,
                    "category": one.category,
                    "amount": self._money(one.amount),
                    "bought": iso_of(one.bought),
                    "until": iso_of(one.last),
                    "times": one.times,
                    "used": one.used,
                }
                for one in account.rights
            ],
        }
        if self._plan.benefits.grants:
            answer["entitlements"] = issued_json(self._plan, account.issued)
        answer |= uses_json(account.uses, self._money)
        if self._plan.cards:
            answer |= as_plain(self._plan, account.cards)
        if account.everything:
            answer["judgements"] = [self._judged(one) for one in trace.judged]
        return answer

    def _introducer(self) -> Json | None:
        trace = self._account.trace
        if trace.introducer is None:
            return None
        return {"member_id": trace.introducer, "tier": None if trace.introducer_tier is None else self._tier(trace.introducer_tier)}

    def _tier(self, rank: int) -> str:
        return self._plan.tiers[rank].id

    def _money(self, minor: int) -> str:
        return decimal_text(minor, self._plan.places)

    def _value(self, test: Test, value: int | None) -> str | int | None:
        if value is None:
            return None
        if is_units(self._plan, test):
            return units(self._plan, test, value)
        kind = MEASURES[test.measure].value
        if kind is ValueKind.TIER:
            return self._tier(value)
        return self._money(value) if kind is ValueKind.MONEY else value

    def _outlook(self, one: Outlook) -> Json:
        return {"rule": one.rule.id, "tier": self._tier(one.rule.tier), "holds": one.finding.holds, "condition": self._finding(one.finding)}

    def _judged(self, one: Judged) -> Json:
        where = {"occasion": one.occasion.value, "on": iso_of(one.day), "purchase_id": one.purchase}
        return where | self._outlook(Outlook(one.rule, one.finding))

    def _finding(self, finding: Verdict) -> Json:
        condition = finding.condition
        if isinstance(condition, Test):
            answer: Json = {"measure": condition.name or condition.measure, "holds": finding.holds}
            answer["value"] = self._value(condition, finding.value)
            if (goods := self._plan.streams[condition.stream].goods) is not None:
                answer["goods"] = stated(goods)
            if finding.until is not None:
                answer |= {"since": iso_of(finding.since), "until": iso_of(finding.until)}
            return answer | {"comparisons": [self._comparison(condition, one, finding.value) for one in condition.comparisons]}
        if isinstance(condition, ProfileFact):
            asked: Json = {"one_of": list(condition.values)} if condition.values else {"filled_in": True}
            return {"field": condition.field, "holds": finding.holds, "value": finding.text} | asked
        name = "all_of" if isinstance(condition, AllOf) else "any_of" if isinstance(condition, AnyOf) else "none_of"
        return {"holds": finding.holds, name: [self._finding(part) for part in finding.parts]}

    def _comparison(self, test: Test, one: Comparison, value: int | None) -> Json:
        answer: Json = {"op": one.op.value, "threshold": self._value(test, one.value), "holds": value is not None and compares(one, value)}
        short = None if MEASURES[test.measure].value is ValueKind.TIER else missing(one, value)
        return answer | ({} if short is None else {"missing": self._value(test, short)})
