"""What is asked of members' profiles, in words: conditions, fields that a tier requires, and what takes a tier away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from patron.scheme.describe.words import Words
from patron.scheme.model.tiers import Tier
from patron.vocabulary import Title

_CORE = {
    "name": Title("姓名", "name"),
    "phone": Title("电话", "phone number"),
    "birthday": Title("生日", "birthday"),
    "referred_by": Title("介绍人", "introducer"),
    "joined_on": Title("入会日期", "date of joining"),
}


def field(words: Words, name: str) -> str:
    """A field's name as members know it: the industry's title, else the column's name in quotes."""
    title = next((one.title for one in words.industry.profile_fields if one.name == name), _CORE.get(name))
    return words(f"“{name}”", f"'{name}'") if title is None else words(title.zh, title.en[:1].lower() + title.en[1:])


def value(words: Words, name: str, text: str) -> str:
    """A value of a field: in Chinese the first Chinese spelling that the industry knows, else as it is written."""
    known = next((one.choice_words for one in words.industry.profile_fields if one.name == name), ())
    if words.lang == "en":
        return text.replace("-", " ") if any(choice == text for choice, _ in known) else text
    spellings = next((spellings for choice, spellings in known if choice == text), ())
    return next((spelling for spelling in spellings if not spelling.isascii()), text)


def fields(words: Words, names: Sequence[str]) -> str:
    """`姓名、电话和生日`, `name, phone number and birthday`."""
    return words.all(field(words, name) for name in names)


def phrases(words: Words, profile: Mapping[str, Sequence[str]] | None, has: Sequence[str] | None) -> Iterator[str]:
    """A phrase for each field of `profile`, and one for `has`."""
    for name, values in (profile or {}).items():
        one_of = words.any(value(words, name, text) for text in values)
        yield words(f"会员的{field(words, name)}为{one_of}", f"the member's {field(words, name)} is {one_of}")
    if has:
        all_of = fields(words, has)
        yield words(f"会员资料中{all_of}已填写", f"the member's {all_of} on file")


def required(words: Words, tier: Tier) -> Iterator[str]:
    """What an application for the tier must say."""
    if not tier.requires:
        return
    name, all_of = words.tier(tier.id), fields(words, tier.requires)
    yield words(
        f"{all_of}{'均' if len(tier.requires) > 1 else ''}须已登记，资料不全者不能成为{name}（本公司直接授予的除外）。",
        f"{words.sentence(all_of).rstrip('.')} must be on file: without {'it' if len(tier.requires) == 1 else 'all of them'} "
        f"nobody becomes {name}, unless the house gives the tier itself.",
    )
