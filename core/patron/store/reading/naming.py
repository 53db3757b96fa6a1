"""Members by what names them: their own id, a card, the id of a record that was merged into theirs, a phone number."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, Table, bindparam, select

from patron.store.hot import Hot
from patron.store.reading.chunks import rows_of
from patron.store.reading.phones import plain_phone, spellings
from patron.store.refused import Refusal, RefusedError
from patron.store.tables import AliasRow, MemberRow, PersonRow

members: Table = MemberRow.__table__  # type: ignore[attr-defined]
people: Table = PersonRow.__table__  # type: ignore[attr-defined]
aliases: Table = AliasRow.__table__  # type: ignore[attr-defined]

_MERGED = select(members.c.number, members.c.merged_into)
_MERGED_INTO = Hot(_MERGED.where(members.c.merged_into == bindparam("survivor")))


def survivor(connection: Connection, number: int) -> int:
    """The member whose record took this one's over, and so on to the end; `number` itself where it was never merged."""
    while True:
        into = connection.execute(select(members.c.merged_into).where(members.c.number == number)).scalar_one()
        if into is None:
            return number
        number = into


def survivors(connection: Connection, numbers: Collection[int]) -> dict[int, int]:
    """Each number with the record that stands for it now."""
    stands = {number: number for number in numbers}
    asked = set(numbers)
    while asked:
        into = {
            number: after
            for number, after in rows_of(connection, select(members.c.number, members.c.merged_into), members.c.number, asked)
            if after is not None
        }
        stands = {number: into.get(after, after) for number, after in stands.items()}
        asked = set(into.values())
    return stands


def records_of(connection: Connection, numbers: Collection[int]) -> dict[int, int]:
    """Every record whose events are read as one of these members': its number, and the member's. `numbers` are survivors."""
    owner = {number: number for number in numbers}
    asked = list(owner)
    while asked:
        if len(asked) == 1:
            merged = _MERGED_INTO.rows(connection, {"survivor": asked[0]})
        else:
            merged = rows_of(connection, _MERGED, members.c.merged_into, asked)
        asked = [number for number, _ in merged]
        owner |= {number: owner[into] for number, into in merged}
    return owner


def numbers_of(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """The numbers of members by their own ids, merged ones as the survivor; ids that nobody has are left out."""
    wanted = list(dict.fromkeys(ids))
    found = dict(tuple(row) for row in rows_of(connection, select(members.c.member_id, members.c.number), members.c.member_id, wanted))
    stands = survivors(connection, found.values())
    return {member_id: stands[number] for member_id, number in found.items()}


def ids_of(connection: Connection, numbers: Collection[int]) -> dict[int, str]:
    """The members' own ids by number."""
    return dict(tuple(row) for row in rows_of(connection, select(members.c.number, members.c.member_id), members.c.number, numbers))


def find_member(connection: Connection, text: str) -> int:
    """The member that an id, a card or a phone stands for, in this order; of a merged record the survivor.

    Raises RefusedError: `unknown-member`, `ambiguous` (several have this phone), `erased-member`. The text is not repeated in the
    message, since it may be somebody's phone.
    """
    found = _named(connection, text)
    if not found:
        raise RefusedError(
            Refusal("unknown-member", "no member has this id, card or phone", "look the member up by name, or enroll her first", "member")
        )
    if len(found) > 1:
        listed = ", ".join(sorted(ids_of(connection, found).values())[:10])
        raise RefusedError(
            Refusal("ambiguous", f"{len(found)} members have this phone: {listed}", "name the member by her id or her card", "member")
        )
    (number,) = found
    refuse_erased(connection, number)
    return number


def refuse_erased(connection: Connection, number: int) -> None:
    """Raises RefusedError `erased-member` for a record that names nobody any more."""
    if connection.execute(select(members.c.erased_at).where(members.c.number == number)).scalar_one() is not None:
        raise RefusedError(
            Refusal("erased-member", "this person was erased; the record is closed", "enroll her anew if she has come back", "member")
        )


def _named(connection: Connection, text: str) -> set[int]:
    own = connection.execute(select(members.c.number).where(members.c.member_id == text)).scalars().all()
    own = own or connection.execute(select(aliases.c.member).where(aliases.c.alias == text)).scalars().all()
    if not own and (phone := plain_phone(text)) is not None:
        own = connection.execute(select(people.c.member).where(people.c.phone.in_(spellings(phone)))).scalars().all()
    return {survivor(connection, number) for number in own}
