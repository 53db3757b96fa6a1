"""What decides how files are read: the zone of local days, the currency of amounts, the industry whose columns there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from patron.engine.history import LINES, RETURNS
from patron.engine.plan import Plan
from patron.files.columns import Cell, purchase_columns
from patron.files.problems import whole_file
from patron.files.snapshot.model import Manifest
from patron.findings import Finding, FindingsError
from patron.plugins import industries
from patron.scheme.currency import places as places_of
from patron.vocabulary import Industry


@dataclass(frozen=True, slots=True)
class Ground:
    """`places` of the currency; `profile_fields` of the scheme that is to be laid over the data, if it is known."""

    time_zone: str
    currency: str
    places: int
    industry: Industry
    profile_fields: tuple[str, ...] = ()

    @property
    def fields(self) -> dict[str, str]:
        """The industry's columns of lines, and how each is read."""
        extra = [one for one in purchase_columns(self.industry, self.places) if one.name not in LINES and one.name not in RETURNS]
        return {one.name: f"{one.cell} {one.places}" if one.cell == Cell.DECIMAL else str(one.cell) for one in extra}


def ground_of(plan: Plan, industry: Industry) -> Ground:
    """As a scheme says."""
    return Ground(plan.time_zone, plan.currency, plan.places, industry, plan.profile_fields)


def ground_stated(industry: Industry, time_zone: str, currency: str) -> Ground:
    """As options say, where there is no scheme yet."""
    return Ground(time_zone, currency, places_of(currency), industry)


def ground_again(folder: object, manifest: Manifest) -> Ground:
    """That of a snapshot which is to be added to; raises FindingsError where its industry is gone, or has other columns by now."""
    industry = industries().get(manifest.industry)
    if industry is None:
        help_text = f"install patron-{manifest.industry}"
        message = f"was made for industry {manifest.industry!r}, which is not installed"
        raise FindingsError([whole_file(str(folder), "snapshot-disagrees", message, help_text)])
    ground = Ground(manifest.time_zone, manifest.currency, manifest.places, industry)
    if findings := _findings(folder, manifest, ground):
        raise FindingsError(findings)
    return ground


def check_agrees(folder: object, manifest: Manifest, plan: Plan, industry: Industry) -> None:
    """Raises FindingsError with everything in which a scheme's reading of the files would have been another one."""
    if findings := _findings(folder, manifest, ground_of(plan, industry)):
        raise FindingsError(findings)


def _findings(folder: object, manifest: Manifest, ground: Ground) -> Sequence[Finding]:
    pairs = (
        ("time zone", manifest.time_zone, ground.time_zone, "the days of its purchases"),
        ("currency", manifest.currency, ground.currency, "its amounts"),
        ("industry", manifest.industry, ground.industry.id, "its columns and categories"),
    )
    help_text = "make a snapshot for this scheme: patron snapshot PURCHASES --scheme SCHEME --out DIR"
    found = [
        whole_file(
            str(folder), "snapshot-disagrees", f"was made for {name} {made!r}, and the scheme's is {asked!r}: {what} differ", help_text
        )
        for name, made, asked, what in pairs
        if made != asked
    ]
    if not found and (manifest.places != ground.places or manifest.fields != ground.fields):
        message = f"was made when industry {manifest.industry!r} or its currency had other columns or decimal places"
        found.append(whole_file(str(folder), "snapshot-disagrees", message, help_text))
    return found
