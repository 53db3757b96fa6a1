"""The Common Expression Language by its Rust crate, through the binding `common-expression-language` (module `cel`)."""

from __future__ import annotations

from peers import host
from peers.judge import EXPRESSES, HOST, INTRODUCED, INTRODUCED_TOTAL, KEEP_SINGLE, KEEP_TOTAL, SINGLE, TOTAL
from peers.peer import Peer, Run

QUALIFY = (
    f"purchase >= {SINGLE} ? 'single-purchase' : spend >= {TOTAL} ? 'twelve-month-total' : "
    f"introducer >= 1 && (purchase >= {INTRODUCED} || spend >= {INTRODUCED_TOTAL}) ? 'introduced-by-vip' : null"
)
KEEP = f"largest >= {KEEP_SINGLE} ? 'keep-by-single-purchase' : spend >= {KEEP_TOTAL} ? 'keep-by-year-total' : null"


class InCel:
    """Each list of rules is one expression."""

    def __init__(self) -> None:
        import cel

        self._qualify, self._keep = cel.compile(QUALIFY), cel.compile(KEEP)

    def qualify(self, purchase: int, spend: int, introducer: int) -> str | None:
        """One evaluation."""
        return self._qualify.execute({"purchase": purchase, "spend": spend, "introducer": introducer})

    def keep(self, largest: int, spend: int) -> str | None:
        """One evaluation."""
        return self._keep.execute({"largest": largest, "spend": spend})


def prepare() -> Run:
    """Compiles the expressions."""
    judge = InCel()
    return lambda history, as_of: host.run(judge, history, as_of)


PEER = Peer("CEL (Rust, common-expression-language)", "common-expression-language", "2026-09", EXPRESSES, HOST, (2_000, 40_000), prepare)
