"""Who buys: what prices ask about a customer beside the tier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer at the time of a purchase; nothing is known of one without `member_id`, birthday and profile.

    `birthday`: days since 1970-01-01. `profile`: text by field, empty fields left out.
    """

    member_id: str | None = None
    birthday: int | None = None
    profile: Mapping[str, str] = field(default_factory=dict)


ANYONE = Customer()
