"""`patron store`: the scheme live. One file a command or a small family of them, each imported only when it is asked for."""

from __future__ import annotations

import click

from patron.cli.lazy import LazyGroup

SECTIONS: dict[str, dict[str, str]] = {
    "The store": {
        "init": "Make a new store for a scheme.",
        "import": "Take over members, sales and balances from files.",
        "close-day": "Run the reviews, expiries and issues that are due.",
        "verify": "Check the audit chain, the ledger and the state.",
        "rebuild": "Work everything out again and compare.",
        "upgrade": "Bring the tables of an older store up to date.",
    },
    "At the till": {
        "purchase": "Take a sale: tier, points, and why.",
        "return": "Take goods back, wholly or in part.",
        "redeem": "Spend points.",
        "exchange": "Exchange points for what the scheme offers.",
        "use": "Use a benefit, a coupon or vouchers.",
        "card": "Sell, load, use and suspend prepaid cards.",
    },
    "Members": {
        "enroll": "Take a new member in.",
        "lookup": "Find a member by id, card, phone or name.",
        "statement": "Show her points, her tier and what is missing.",
        "explain": "Show why she has, or had, her tier.",
        "transfer": "Give points of hers to another member.",
        "adjust": "Correct her balance of points.",
        "grant-tier": "Grant her a tier, by whom and until when.",
        "profile": "Change a field of her profile.",
        "merge": "Make two records of one person one.",
        "export": "Print everything that is stored of her.",
        "erase": "Remove the person; the ledger stays.",
    },
    "Versions of the scheme": {
        "plan": "Show whom a new version would move.",
        "apply": "Let a new version take effect on a date.",
    },
}
SUBCOMMANDS: dict[str, str] = {name: sentence for section in SECTIONS.values() for name, sentence in section.items()}


@click.group("store", cls=LazyGroup, told=SECTIONS, package="patron.cli.store")
def command() -> None:
    """Run a scheme live: every purchase, return and movement is decided, explained and written exactly once.

    The store is an SQLite file, or a PostgreSQL database where many tills write; --store or the variable PATRON_STORE says which.
    """
