"""Members in memory, one event after another: what the reference runner does with a history, done as it happens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from patron.engine.history import History
from patron.engine.live.days import Days
from patron.engine.live.deriving import derive_dated, derived_one, ends_by_itself
from patron.engine.live.live_steps import LiveSteps, People
from patron.engine.live.refusing import refused_movement, refused_return
from patron.engine.live.state import Dated, LateError, Stand, Taken
from patron.engine.live.undo import Kept
from patron.engine.plan import Plan
from patron.engine.reference.calendar import BEGINNING
from patron.engine.reference.events import Event, Key, Movement, Purchase, Return, key_of, read_events
from patron.engine.reference.goods import columns_of
from patron.engine.reference.judging import Judged, Recorder
from patron.engine.reference.member import Member, Timeline
from patron.engine.reference.movements import spends
from patron.engine.reference.opening import Listed, enter, listed, who
from patron.engine.reference.output import member_row
from patron.engine.reference.profiles import NOTHING, Profile, first_profiles
from patron.engine.reference.trace import LotNow, lots_now
from patron.engine.results import MEMBER_COLUMNS
from patron.findings import Finding

_TIERS = {"grant_tier", "profile"}  # movements that may change a tier


class Live:
    """Members with all that decides about them, under one or more versions of a scheme.

    Members of whom others' decisions ask (introducers, receivers of gifts) must be held too; who is not is not known.
    """

    def __init__(self, plans: Sequence[Dated], zone: str, *, record: bool = False) -> None:
        """`plans`: in order of their days, at least one. `record`: judgements are given with what they make."""
        self.plans = (Dated(BEGINNING, plans[0].plan), *plans[1:])
        self.zone = zone
        self.columns = columns_of(*(one.plan for one in plans))  # what lines are read with
        self.recorded: list[tuple[str, Judged]] = []  # of replays, as far as they were watched
        self._people = People()
        self.members, self.purchases = self._people.members, self._people.purchases
        self._stands = self._people.stands
        self._recording: Callable[[str], bool] | None = None
        self._record = record
        self._versions: list[LiveSteps] = []
        for one in self.plans:
            earlier = self._versions[-1].stretches if self._versions else ()
            self._versions.append(LiveSteps(one, self._people, self.columns, self._recorder, earlier))
        self._days = Days(self._versions, self.members, self._stands, zone)

    # What happens

    def take(self, event: Event) -> Taken:
        """Decide an event that is later than all that has been decided of its members. One of nobody changes nothing.

        A movement may be as it was told or as `derive` makes it. A purchase's object is kept, and is not to be used again.
        Raises LateError; a refusal comes as findings. Either leaves everything as it was.
        """
        if event.member is None:
            return Taken()
        steps = self._steps_for(event)
        if isinstance(event, Movement):
            told, event = event, derived_one(steps.plan, event)
        ids, key = who(event, self.members), key_of(event)
        self._refuse_late(ids, event, key)
        findings = refused_return(event, self.purchases) if isinstance(event, Return) else []
        if isinstance(event, Movement):
            findings = refused_movement(told, steps.plan)
        if findings or not ids:
            return Taken(findings=findings)
        return self._decide(event, steps, ids, key)

    def _decide(self, event: Event, steps: LiveSteps, ids: tuple[str, ...], key: Key) -> Taken:
        new = [mid for mid in ids if mid not in self.members]
        for mid in new:
            self._enter(Listed(mid), event.day)
        concerned = self._days.concerned([self.members[mid] for mid in ids], event.day, judged=isinstance(event, Purchase))
        marks = [(member, len(member.changes), len(member.ledger.postings or ())) for member in concerned]
        refusable = isinstance(event, Movement) and (event.exchange is not None or spends(event) > 0)
        kept = [Kept(member, self._stands[member.id]) for member in concerned] if refusable else []
        judged = self._watched(lambda _member: True) if self._record else []
        self._days.bring(concerned, event.day)
        if refusable and isinstance(event, Movement) and event.member in self.members:
            finding = steps.refusal(self.members[event.member], event)
            if finding is not None:
                self._put_back(kept, new)
                return Taken(findings=[finding])
        for one in kept:
            one.let_go()
        if isinstance(event, Purchase):
            self._people.keep(event)
        steps.take(event, key)
        for mid in ids:
            self._stands[mid].last = key
        return self._taken(marks, judged)

    def start_days(self, member_ids: Iterable[str], day: int) -> Taken:
        """Everything that falls due of the members up to the start of a day, introducers' as far as they are asked for."""
        concerned = self._days.concerned([self.members[mid] for mid in member_ids], day, judged=False)
        marks = [(member, len(member.changes), len(member.ledger.postings or ())) for member in concerned]
        judged = self._watched(lambda _member: True) if self._record else []
        self._days.bring(concerned, day)
        return self._taken(marks, judged)

    def _taken(self, marks: list[tuple[Member, int, int]], judged: list[tuple[str, Judged]]) -> Taken:
        self._recording = None
        taken = Taken(judged=judged)
        for member, changes, postings in marks:
            if len(member.changes) > changes:
                taken.changes += [(member.id, one) for one in member.changes[changes:]]
            known = member.ledger.postings or ()
            if len(known) > postings:
                taken.postings += [(member.id, one) for one in known[postings:]]
        return taken

    def _put_back(self, kept: list[Kept], new: list[str]) -> None:
        self._recording = None
        for one in kept:
            one.put_back()
        self.forget(new)

    def _refuse_late(self, ids: tuple[str, ...], event: Event, key: Key) -> None:
        tiers = not isinstance(event, Movement) or event.kind in _TIERS
        for mid in ids:
            stand = self._stands.get(mid)
            if stand is None:
                if mid in self._people.missed:
                    raise LateError(mid)
                continue
            late = stand.decided_to is not None and event.day < stand.decided_to
            late = late or (stand.last is not None and key <= stand.last) or (tiers and key <= stand.asked)
            if late or (event.day < self.plans[stand.version].from_day and not self.members[mid].before_opening(event.day)):
                raise LateError(mid)

    # Who is there

    def add(
        self,
        member_id: str,
        *,
        joined: int | None = None,
        introducer: str | None = None,
        profile: Profile = NOTHING,
        opening_on: int | None = None,
        opening_tier: str | None = None,
        opening_since: int | None = None,
        opening_points: int | None = None,
    ) -> None:
        """A listed member without events; `profile` has the fields that are filled in, dates in ISO form.

        Raises LateError where somebody's decision took it that there is nobody of this id.
        """
        if member_id in self._people.missed:
            raise LateError(member_id)
        self._list(Listed(member_id, joined, introducer, opening_on, opening_tier, opening_since, opening_points), profile)

    def know(self, member_id: str, tiers: Timeline[int], day: int) -> None:
        """Someone of whom only the tiers up to the end of a day are known, for those whom she introduced; she has no events here."""
        version = self._version_on(day)
        member = enter(self.plans[version].plan, Listed(member_id), detail=False)
        member.tiers, member.standing.tier = tiers, tiers.latest
        self.members[member_id] = member
        self._stands[member_id] = Stand(version, told=True)

    def _list(self, told: Listed, profile: Profile, first: int | None = None) -> None:
        """`first`: the day of the member's first event, which may come before that of joining."""
        begun = told.opening_on if told.opening_on is not None else told.joined
        if begun is not None and told.opening_on is None and first is not None:
            begun = min(begun, first)
        self._enter(told, BEGINNING if begun is None else begun, profile)

    def _enter(self, told: Listed, begun: int, profile: Profile = NOTHING) -> None:
        version = self._version_on(begun)
        member = enter(self.plans[version].plan, told, profile, detail=True)
        member.begun = begun
        self.members[told.id] = member
        self._stands[told.id] = Stand(version)

    def replay(
        self,
        history: History,
        as_of: int,
        *,
        decided: Mapping[str, int] | None = None,
        watch: Callable[[str], bool] | None = None,
    ) -> list[Finding]:
        """Add the members of a closed history as they stand after its events up to `as_of` and the starts of days up to it.

        Members that are held already are begun anew. `decided`: members who are brought only to the start of another day.
        `watch`: whose judgements are put into `recorded`. Gives back what was left out: movements that spend what is not there.
        """
        history = derive_dated([(one.from_day, one.plan) for one in self.plans], history)
        events = read_events(history, as_of, self.columns.texts, self.columns.units)
        if decided and any(kind.gives_tier is not None for one in self.plans for kind in one.plan.cards):
            events.ordered[:] = [
                one for one in events.ordered if not ends_by_itself(one) or one.day <= decided.get(one.member or "", as_of)
            ]
        told = {one.id: one for one in listed(history)}
        self.forget(told)
        for event in events.ordered:
            self.forget(who(event, {}))
        self._gather(history, told, events.ordered)
        for purchase in events.purchases.values():
            if purchase.member is not None:
                self._people.keep(purchase)
        self._recording = watch
        for version in self._versions:
            version.findings.clear()
        named = set(told)
        for event in events.ordered:
            named.update(self._replayed(event))
        ends: dict[int, list[Member]] = {}
        for mid in named:
            ends.setdefault((decided or {}).get(mid, as_of), []).append(self.members[mid])
        for day in sorted(ends):
            self._days.bring(self._days.concerned(ends[day], day, judged=False), day)
        self._recording = None
        return [finding for version in self._versions for finding in version.findings]

    def _gather(self, history: History, told: dict[str, Listed], events: list[Event]) -> None:
        profiles: dict[str, dict[str, str]] = {}
        for one in self.plans:
            for mid, profile in first_profiles(one.plan, history).items():
                profiles.setdefault(mid, {}).update(profile)
        first: dict[str, int] = {}
        for event in events:
            for mid in who(event, {}):
                first.setdefault(mid, event.day)
        for mid, row in told.items():
            self._list(row, profiles.get(mid, NOTHING), first.get(mid))
        for event in events:
            for mid in who(event, self.members):
                if mid not in self.members:
                    self._enter(Listed(mid), event.day)

    def _replayed(self, event: Event) -> tuple[str, ...]:
        ids, key = who(event, self.members), key_of(event)
        if not ids:
            return ids
        people = [self.members[mid] for mid in ids]
        self._days.bring(self._days.concerned(people, event.day, judged=isinstance(event, Purchase)), event.day)
        self._steps_for(event).take(event, key)
        for mid in ids:
            self._stands[mid].last = key
        return ids

    def forget(self, member_ids: Iterable[str]) -> None:
        """Hold these members no more."""
        for mid in list(member_ids):
            self._people.forget(mid)

    # How things stand

    def last_key(self, member_id: str) -> tuple[int, str, int] | None:
        """(at, id, kind) of the member's last event."""
        last = self._stands[member_id].last
        return None if last is None else (last[0], last[2], last[3])

    def decided_to(self, member_id: str) -> int | None:
        """The start of this day, and all before it, has been decided."""
        return self._stands[member_id].decided_to

    def next_due(self, member_id: str) -> int | None:
        """The first day after what has been decided at whose start something may happen by itself."""
        return self._days.next_due(self.members[member_id], self._stands[member_id])

    def row(self, member_id: str, as_of: int) -> dict[str, object]:
        """The columns of `evaluate`, for a member who has been brought to the start of `as_of`."""
        plan = self.plan_of(member_id)
        return dict(zip(MEMBER_COLUMNS, member_row(plan, self.members[member_id], as_of), strict=True))

    def lots(self, member_id: str) -> list[LotNow]:
        """What is left of the member's points."""
        return list(lots_now(self.members[member_id].ledger))

    def plan_of(self, member_id: str) -> Plan:
        """The plan that the member is decided by now."""
        return self.plans[self._stands[member_id].version].plan

    def plan_on(self, day: int) -> Plan:
        """The plan that holds on a day."""
        return self.plans[self._version_on(day)].plan

    def _steps_for(self, event: Event) -> LiveSteps:
        """By the version of the day; what an opening balance contains is counted by the version of the opening."""
        stand = None if event.member is None else self._stands.get(event.member)
        return self._versions[max(self._version_on(event.day), 0 if stand is None else stand.version)]

    def _version_on(self, day: int) -> int:
        number = len(self.plans) - 1
        while number and self.plans[number].from_day > day:
            number -= 1
        return number

    # Judgements

    @property
    def judged(self) -> int:
        """How many judgements have been made of events and starts of days."""
        return self._people.tally.judged

    @property
    def durable(self) -> int:
        """How many of them durable-rules made."""
        return self._people.tally.durable

    def _watched(self, watch: Callable[[str], bool]) -> list[tuple[str, Judged]]:
        self._recording, self.recorded = watch, []
        return self.recorded

    def _recorder(self, member_id: str) -> Recorder | None:
        if self._recording is None or not self._recording(member_id):
            return None
        recorded = self.recorded
        return lambda judged: recorded.append((member_id, judged))
