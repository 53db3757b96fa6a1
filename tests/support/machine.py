"""A random time at the tills: a Hypothesis state machine over every operation of a store, which is checked after each step."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule
from machine_checks import fine, tables, unlike_evaluate
from machine_house import Watched, next_date
from machine_schemes import HOUSES, version_text
from patron.store.importing.files import ImportRequest
from patron.store.opening import open_at
from patron.store.refused import RefusedError

WHO = st.sampled_from("ABCDE")
ANYONE = st.sampled_from([*"ABCDE", "Z", "card-A-0"])
BACK = st.sampled_from([0] * 12 + [1, 2, 9, 31, 45, 200])  # days before now
AMOUNTS = st.sampled_from(["4.99", "40", "99.99", "100", "150", "299.99", "300", "500", "700", "1000", "1900"])
TILL = st.integers(0, 1)
WAY = st.sampled_from(["once"] * 5 + ["dry", "retry", "clash"])
NUMBER = st.integers(0, 60)
# Days on which months end, clocks change (Berlin, Santiago) and vouchers are issued.
SPECIAL = [(2, 28), (2, 29), (3, 1), (3, 31), (4, 7), (8, 29), (8, 31), (9, 8), (10, 27), (11, 29), (12, 31)]
# Beside what tills do all day: nothing else, members' records, versions of the scheme, files, or all of these.
MAY = ["", "", "files", "people", "versions", "files people versions"]
ONLY = {"merge": "people", "erase": "people", "new_version": "versions", "import_files": "files"}
CARD_STEPS = ["make", "draw", "approve", "sell", "give", "activate", "pay", "pay", "use", "top_up", "renew", "suspend", "resume"]
STEPS: dict[str, tuple[int, st.SearchStrategy[dict[str, Any]]]] = {}
Method = TypeVar("Method", bound=Callable[..., None])


def step(weight: int, **told: st.SearchStrategy[Any]) -> Callable[[Method], Method]:
    """Something that happens `weight` times as often as something of weight 1. One rule takes them all, so that it is as often as that."""

    def kept(method: Method) -> Method:
        STEPS[method.__name__] = (weight, st.fixed_dictionaries(told))
        return method

    return kept


class Tills(Watched):
    """What happens in a house; every step is drawn by its weight."""

    @initialize(name=st.sampled_from(sorted(HOUSES)), may=st.sampled_from(MAY))
    def opened(self, name: str, may: str) -> None:
        self.open_house(name)
        left_out = {name for name, of in ONLY.items() if of not in may}
        left_out |= {"use_coupon"} if self.house.coupons == ("nothing",) else set()
        left_out |= {"card", "card_goes_out"} if self.house.card is None else set()
        self.steps_of = [name for name, (weight, _) in STEPS.items() if name not in left_out for _ in range(weight)]
        self.cards_are_made = False
        self.version = 1
        self.sales: list[tuple[str, str | None]] = []
        self.files: list[ImportRequest] = []
        for who in "ABCD":
            self.stores[0].enroll({"member": who})
        for who, amount in zip("ABC", ["300", "1000", "150"], strict=True):
            self.buy_at_once(0, who, amount)
        self.before = tables(self.stores[0])

    # Operations

    @rule(data=st.data())
    def something_happens(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(self.steps_of))
        getattr(self, name)(**data.draw(STEPS[name][1], label=name))

    @step(5, seconds=st.sampled_from([0, 1, 1, 3600, 86_400]), days=st.sampled_from([0, 0, 1, 3, 7, 20, 31, 60, 100, 185, 366]))
    def time_passes(self, seconds: int, days: int) -> None:
        self.now += timedelta(days=days, seconds=seconds)

    @step(3, special=st.sampled_from(SPECIAL), hour=st.sampled_from(["00:00", "00:30", "01:30", "02:30", "03:00", "23:59"]))
    def a_special_day_comes(self, special: tuple[int, int], hour: str) -> None:
        day = next_date(self.today, *special)
        local = datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=self.zone)
        self.now = max(self.now, local.astimezone(UTC))

    @step(
        3,
        till=TILL,
        way=WAY,
        who=WHO,
        introducer=st.sampled_from([None, None, "A", "B", "Z", "F"]),
        opening=st.sampled_from([None, None, 0, 1, 40, 400]),
        points=st.sampled_from([None, 0, 35, -20]),
        tier=st.integers(-3, 2),
        more=st.sampled_from([{}, {"birthday": "2000-02-29"}, {"phone": "13812345678"}, {"name": "Ann Example"}]),
    )
    def enroll(
        self,
        *,
        till: int,
        way: str,
        who: str,
        introducer: str | None,
        opening: int | None,
        points: int | None,
        tier: int,
        more: dict[str, str],
    ) -> None:
        told: dict[str, Any] = {"member": who, "card": f"card-{who}-{self.count % 3}", **more}
        told |= {} if introducer is None else {"referred_by": introducer}
        if opening is not None:
            on = self.today - timedelta(days=opening)
            told |= {"opening_on": str(on)} | ({} if points is None else {"opening_points": points})
            if tier >= 0:
                held = self.house.tiers[tier % len(self.house.tiers)]
                told |= {"opening_tier": held, "opening_since": str(on - timedelta(days=opening % 7))}
        self.act(till, way, "enroll", lambda store, **how: store.enroll(told, **how))

    @step(
        5,
        till=TILL,
        way=WAY,
        who=st.one_of(WHO, WHO, WHO, st.sampled_from([None, "card-A-0", "Z"])),
        amounts=st.lists(AMOUNTS, min_size=1, max_size=2),
        back=BACK,
        group=st.sampled_from([None, None, None, "G1"]),
        letter=st.sampled_from("pa"),
        clock=st.sampled_from(["", "00:00", "02:30"]),
    )
    def buy(
        self, *, till: int, way: str, who: str | None, amounts: list[str], back: int, group: str | None, letter: str, clock: str
    ) -> None:
        name = self.name(letter)
        lines = [{"amount": amount, "category": f"c{place}"} for place, amount in enumerate(amounts)]
        told = {"id": name, "member": who, "at": self.at(back, clock), "lines": lines, "group_id": group}
        if self.act(till, way, "buy", lambda store, **how: store.purchase(told, **how)) is not None:
            self.sales.append((name, who))

    @step(10, till=TILL, who=st.sampled_from("ABC"), amount=AMOUNTS)
    def buy_at_once(self, till: int, who: str, amount: str) -> None:
        """What happens most often."""
        self.buy(till=till, way="once", who=who, amounts=[amount], back=0, group=None, letter="p", clock="")

    @step(
        6,
        till=TILL,
        way=WAY,
        which=NUMBER,
        part=st.sampled_from([None, None, "40", "0.01", "60", "299.99", "5000"]),
        back=BACK,
        letter=st.sampled_from("rb"),
    )
    def bring_back(self, *, till: int, way: str, which: int, part: str | None, back: int, letter: str) -> None:
        of = self.sales[-1 - which % min(len(self.sales), 8)][0] if self.sales else "nothing"
        told: dict[str, Any] = {"id": self.name(letter), "purchase": of, "at": self.at(back)}
        told |= {} if part is None else {"rows": [{"amount": part, "category": "c0"}]}
        self.act(till, way, "return", lambda store, **how: store.return_goods(told, **how))

    def move(self, till: int, way: str, kind: str, who: str | None, back: int, **cells: Any) -> Any:
        told = {"id": self.name("m"), "kind": kind, "member": who, "at": self.at(back), **cells}
        return self.act(till, way, kind, lambda store, **how: store.move(told, **how))

    @step(
        5,
        till=TILL,
        way=WAY,
        who=WHO,
        kind=st.sampled_from(["redeem", "adjust"]),
        points=st.sampled_from([1, 4, 5, 20, 33, 70, 500]),
        back=BACK,
    )
    def points_move(self, *, till: int, way: str, who: str, kind: str, points: int, back: int) -> None:
        points = -points if kind == "adjust" and points % 2 else points
        self.move(till, way, kind, who, back, points=points, by="office")

    @step(2, till=TILL, way=WAY, who=WHO, to=ANYONE, points=st.sampled_from([1, 10, 25]), back=BACK)
    def give(self, *, till: int, way: str, who: str, to: str, points: int, back: int) -> None:
        made = self.move(till, way, "give", who, back, points=points, to_member=to)
        assert made is None or made.member != to, "points were given to their owner"

    @step(3, till=TILL, way=WAY, who=WHO, tier=st.integers(0, 2), until=st.sampled_from([None, None, 0, 1, 10, 45, 400]), back=BACK)
    def grant(self, *, till: int, way: str, who: str, tier: int, until: int | None, back: int) -> None:
        end = None if until is None else str(self.today + timedelta(days=until))
        self.move(till, way, "grant_tier", who, back, value=self.house.tiers[tier % len(self.house.tiers)], by="manager", until=end)

    @step(2, till=TILL, way=WAY, who=WHO, which=NUMBER, blank=st.sampled_from([False, False, True]), back=BACK)
    def profile(self, *, till: int, way: str, who: str, which: int, blank: bool, back: int) -> None:
        field, value = self.house.fields[which % len(self.house.fields)]
        self.move(till, way, "profile", who, back, ref=field, value=None if blank else value)

    @step(
        5,
        till=TILL,
        way=WAY,
        who=WHO,
        kind=st.sampled_from(["exchange", "exchange", "win", "quiz", "use_benefit", "use_benefit", "false_claim", "use_voucher"]),
        which=NUMBER,
        many=st.sampled_from([None, None, "2"]),
        back=BACK,
    )
    def use(self, *, till: int, way: str, who: str, kind: str, which: int, many: str | None, back: int) -> None:
        lists = {"exchange": self.house.exchanges, "win": self.house.prizes, "quiz": self.house.quizzes}
        if kind == "use_voucher":
            self.move(till, way, kind, who, back, amount="5")
            return
        refs = lists.get(kind, self.house.benefits)
        cells: dict[str, Any] = {"ref": refs[which % len(refs)]}
        if kind in {"exchange", "use_benefit"}:
            cells["value"] = many
        self.move(till, way, kind, who, back, **cells)

    @step(3, till=TILL, way=WAY, other=st.sampled_from([None, None, None, "B"]), which=NUMBER, sale=NUMBER, back=BACK)
    def use_coupon(self, *, till: int, way: str, other: str | None, which: int, sale: int, back: int) -> None:
        of, who = self.sales[-1 - sale % min(len(self.sales), 4)] if self.sales else ("nothing", "A")
        who = other or who
        self.move(till, way, "use_coupon", who, back, ref=self.house.coupons[which % len(self.house.coupons)], value=of)

    @step(
        5,
        till=TILL,
        way=WAY,
        who=st.one_of(WHO, WHO, st.none()),
        step=st.sampled_from(CARD_STEPS),
        number=st.integers(1, 4),
        amount=st.sampled_from(["20", "50", "320", "400", "500"]),
        back=BACK,
    )
    def card(self, *, till: int, way: str, who: str | None, step: str, number: int, amount: str, back: int) -> None:
        if not self.cards_are_made:
            self.card_goes_out(till, who or "A", number)
        self.card_step(till, way, step, f"{number:02}", who=who, amount=amount, back=back)

    @step(2, till=TILL, who=WHO, number=st.integers(1, 4))
    def card_goes_out(self, till: int, who: str, number: int) -> None:
        """The whole way of a card to its holder: by single steps it would seldom come there."""
        self.cards_are_made = True
        named = self.house.card is not None and not self.house.card.startswith("gift")
        for step in ("make", "draw", "approve", "sell", "activate"):
            self.card_step(till, "once", step, f"{number:02}", who=who if named else None, amount="400" if named else "500", back=0)

    def card_step(self, till: int, way: str, step: str, number: str, *, who: str | None, amount: str, back: int) -> None:
        kind, prefix = (self.house.card or "none:X").split(":")
        roles = {"make": "finance", "draw": "sales", "sell": "sales", "give": "sales", "approve": "manager"}
        cells: dict[str, Any] = {"ref": f"{prefix}{number}", "by": roles.get(step, "sales")}
        if step == "make":
            who, cells["value"] = None, f"{kind}:{1 + int(number) % 2}"
        if step in {"sell", "pay", "top_up", "renew"}:
            cells["amount"] = amount
        if step == "use":
            cells["value"] = ("check-up", "doctor")[int(number) % 2]
        self.move(till, way, f"card_{step}", who, back, **cells)

    @step(4, till=TILL, back=st.sampled_from([0, 0, 0, 1, 30]), dry=st.sampled_from([False, False, True]), times=st.integers(1, 2))
    def close_day(self, till: int, back: int, dry: bool, times: int) -> None:
        day = self.today - timedelta(days=back)
        store = self.stores[till]
        if dry:
            self.unchanged(lambda: store.close_day(day, dry_run=True))
        first = store.close_day(day)
        assert not first.refused, first.refused
        self.before = tables(store)
        if times > 1:
            self.unchanged(lambda: self.stores[1 - till].close_day(day))
        if self.whole and back == 0:
            fine(unlike_evaluate(store.desk, day))

    @step(2, till=TILL, way=WAY, who=WHO, into=WHO)
    def merge(self, till: int, way: str, who: str, into: str) -> None:
        if self.act(till, way, "merge", lambda store, **how: store.merge(who, into, by="manager", **how)) is not None:
            self.whole = False

    @step(1, till=TILL, way=st.sampled_from(["once", "dry"]), who=WHO)
    def erase(self, till: int, way: str, who: str) -> None:
        if self.act(till, way, "erase", lambda store, **how: store.erase(who, by="officer", **how)) is not None:
            self.whole = False
            self.keys = []  # her ids are taken out of answers

    @step(2, till=TILL, way=WAY, days=st.sampled_from([0, 1, 1, 20]))
    def new_version(self, till: int, way: str, days: int) -> None:
        if self.version > len(self.house.versions):
            return
        assert self.folder is not None
        scheme = self.folder / "next.yaml"
        scheme.write_text(version_text(self.house, self.version + 1), encoding="utf-8")
        day = self.today + timedelta(days=days)
        self.unchanged(lambda: self.stores[till].plan(scheme, effective_from=day))
        if self.act(till, way, "apply", lambda store, **how: store.apply(scheme, effective_from=day, by="board", **how)) is not None:
            self.version += 1
            self.whole = False

    @step(
        3,
        till=TILL,
        sold=st.lists(st.tuples(st.sampled_from("ABDFG"), AMOUNTS, BACK), min_size=1, max_size=4),
        listed=st.sampled_from([(), ("F",), ("F", "G")]),
        opening=st.sampled_from([None, 40, 300]),
        moved=st.booleans(),
        again=st.booleans(),
    )
    def import_files(
        self, *, till: int, sold: list[tuple[str, str, int]], listed: tuple[str, ...], opening: int | None, moved: bool, again: bool
    ) -> None:
        assert self.folder is not None
        if again and self.files:
            request = self.files[-1]
        else:
            folder = self.folder / self.name("import-")
            folder.mkdir()
            sales = [
                {"purchase_id": self.name("i"), "member_id": who, "at": self.at(back), "amount": amount, "category": "c0"}
                for who, amount, back in sold
            ]
            on = None if opening is None else self.today - timedelta(days=opening)
            people = [{"member_id": who, "referred_by": "A", "opening_on": on, "opening_points": on and 30} for who in listed]
            told = {"kind": "adjust", "points": 7, "by": "office"}
            moves = [{"movement_id": self.name("n"), "member_id": sold[0][0], "at": self.at(0), **told}]
            files = {"purchases": sales, "members": people, "movements": moves if moved else []}
            request = ImportRequest(**{name: _written(folder / f"{name}.csv", rows) for name, rows in files.items() if rows})
        if self.act(till, "dry" if again else "once", "import", lambda store, **how: store.import_files(request, **how)) is not None:
            self.files.append(request)

    @step(3, till=TILL, who=ANYONE, what=st.sampled_from(["statement", "explain", "export", "lookup", "tomorrow", "rebuild", "reopen"]))
    def look(self, till: int, who: str, what: str) -> None:
        """What changes nothing."""
        store = self.stores[till]
        if what == "reopen":
            store.close()
            self.stores[till] = open_at(self.url, self.clock)
        elif what == "tomorrow":
            error = self.unchanged(lambda: store.close_day(self.today + timedelta(days=1)))
            assert isinstance(error, RefusedError), "a day was closed that has not begun"
        elif what == "rebuild":
            report = self.unchanged(lambda: store.rebuild(write=True))
            assert report.clean, report
        else:
            self.unchanged(lambda: getattr(store, what)(who))


def _written(path: Path, rows: list[dict[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path
