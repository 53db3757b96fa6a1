"""The figures that a rule was decided by, in the language asked for: `spend 2024-06-02 to 2025-06-01: 52,000.00 (at least 50,000.00)`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from patron.scheme.measures import MEASURES, ValueKind

if TYPE_CHECKING:
    from patron.cli.store.say import Say

_FACT = re.compile(
    r"^(?P<nest>(?:any of: |none of: )*)(?P<measure>[\w-]+)(?: (?:(?P<since>\d{4}-\d\d-\d\d) )?to (?P<until>\d{4}-\d\d-\d\d))?"
    r": (?P<value>\S+) \((?P<asked>.+)\)$"
)
_PROFILE = re.compile(r"^(?P<nest>(?:any of: |none of: )*)(?P<field>\w+) (?P<fits>fits|does not fit)(?: \(one of (?P<asked>.+)\))?$")
_SIGNS = {"at least": "至少", "more than": "多于", "at most": "至多", "less than": "少于"}
_NESTS = (("any of: ", "任一："), ("none of: ", "均不："))


def fact_text(fact: str, say: Say) -> str:
    """A fact in words; one of another form as it is."""
    found = _FACT.match(fact)
    if found is not None and found["measure"] in MEASURES:
        return _measured(found, say)
    of_profile = _PROFILE.match(fact)
    if of_profile is not None:
        return _of_profile(of_profile, say)
    return fact


def _measured(found: re.Match[str], say: Say) -> str:
    measure = MEASURES[found["measure"]]
    tiers = measure.value is ValueKind.TIER
    value = _none(found["value"], say) or (say.tier(found["value"]) if tiers else found["value"])
    asked = say("且", " and ").join(_threshold(one, say, tiers=tiers) for one in found["asked"].split(" and "))
    since, until = found["since"], found["until"]
    window = "" if until is None else say(f"（截至 {until}）", f" up to {until}")
    if since is not None:
        window = say(f"（{since} 至 {until}）", f" {since} to {until}")
    name, nest = say(measure.title.zh, measure.title.en), _nest(found["nest"], say)
    return say(f"{nest}{name}{window}：{value}（须{asked}）", f"{nest}{name}{window}: {value} ({asked})")


def _threshold(text: str, say: Say, *, tiers: bool) -> str:
    words, _, figure = text.rpartition(" ")
    shown = say.tier(figure) if tiers else figure
    return say(f"{_SIGNS.get(words, words)} {shown}", f"{words} {shown}")


def _none(value: str, say: Say) -> str:
    return say("无", "none") if value == "none" else ""


def _of_profile(found: re.Match[str], say: Say) -> str:
    from patron.scheme.describe.profile import field, value

    name, fits = field(say.words, found["field"]), found["fits"] == "fits"
    asked = say.words.any(value(say.words, found["field"], one) for one in found["asked"].split(", ")) if found["asked"] else ""
    wanted = say(f"（须为{asked}）", f" ({asked})") if asked else ""
    nest = _nest(found["nest"], say)
    return nest + say(f"{name}：{'符合' if fits else '不符合'}{wanted}", f"{name}: {'fits' if fits else 'does not fit'}{wanted}")


def _nest(text: str, say: Say) -> str:
    if say.lang == "zh":
        for en, zh in _NESTS:
            text = text.replace(en, zh)
    return text
