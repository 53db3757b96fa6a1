"""Finding a member at a till: by id, card, phone or name."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from patron.store.reading.phones import masked_name, masked_phone, plain_phone
from patron.store.refused import RefusedError
from patron.store.store import Store
from patron.store.tables.names import name_key
from store_people import buy


@pytest.fixture
def known(store: Store) -> Store:
    """Four members, two of whom share a phone and two a name."""
    store.enroll({"member": "M1", "name": "王伟", "phone": "138-1234-5678", "card": "C-1"})
    store.enroll({"member": "M2", "name": "John Smith", "phone": "+44 20 7946 0018"})
    store.enroll({"member": "M3", "name": "王伟", "phone": "+8613812345678"})
    store.enroll({"member": "M4", "phone": "138 1234 5678"})
    return store


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("M1", ["M1"]),
        ("C-1", ["M1"]),
        ("13812345678", ["M1", "M4"]),
        ("（138）1234-5678", ["M1", "M4"]),
        ("8613812345678", ["M3"]),
        ("+86 138 1234 5678", ["M3"]),
        ("442079460018", ["M2"]),
        ("王 伟", ["M1", "M3"]),
        ("smith, JOHN", ["M2"]),
        ("Ｊｏｈｎ　Ｓｍｉｔｈ", ["M2"]),
        ("John", []),
        ("nobody", []),
        ("", []),
        ("12", []),
    ],
)
def test_lookup(known: Store, asked: str, found: list[str]) -> None:
    assert [one.member for one in known.lookup(asked)] == found


def test_what_is_shown_is_masked(known: Store) -> None:
    buy(known, "M1", "100", "2026-05-01")
    (shown,) = known.lookup("C-1")
    assert shown.as_json() == {
        "member": "M1",
        "by": "card",
        "tier": "guest",
        "points": 10,
        "points_pending": 0,
        "phone": "138****5678",
        "name": "王*",
    }


def test_a_phone_that_two_have_must_be_made_clear(known: Store) -> None:
    with pytest.raises(RefusedError) as caught:
        buy(known, "13812345678", "100", "2026-05-01")
    (refusal,) = caught.value.refusals
    assert (refusal.code, refusal.field) == ("ambiguous", "member")
    assert "138" not in refusal.text
    assert "M1, M4" in refusal.message


def test_an_unknown_text_is_not_repeated(known: Store) -> None:
    for asked in ("13900000000", "李娜"):
        with pytest.raises(RefusedError) as caught:
            known.export(asked)
        assert [one.code for one in caught.value.refusals] == ["unknown-member"]
        assert asked not in caught.value.refusals[0].text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("13812345678", "13812345678"),
        ("+86 (0)138", "+860138"),
        ("１３８００", "13800"),
        ("1380", None),
        ("1" * 21, None),
        ("+", None),
        ("a1234", None),
    ],
)
def test_plain_phones(text: str, plain: str | None) -> None:
    assert plain_phone(text) == plain


def test_masks() -> None:
    assert [masked_phone(phone) for phone in ("+8613812345678", "123456789", "12345", None)] == ["861****5678", "123****6789", "****45", ""]
    assert [masked_name(name) for name in ("王", "王伟", "Jonathan", None)] == ["王*", "王*", "J***", ""]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # on a busy machine
@given(st.lists(st.text("abcxyz", min_size=1, max_size=8), min_size=1, max_size=8), st.sampled_from([" ", ", ", "  ", "·"]))
def test_names_are_found_in_any_case_and_order(words: list[str], between: str) -> None:
    assert name_key(between.join(words)) == name_key(" ".join(reversed(words)).upper())


@given(st.text(max_size=40))
def test_any_text_has_a_key_without_blanks_around(text: str) -> None:
    key = name_key(text)
    assert key is None or (key and key == key.strip())


@given(st.text(max_size=30))
def test_any_text_is_a_phone_or_none(text: str) -> None:
    plain = plain_phone(text)
    assert plain is None or plain_phone(plain) == plain
