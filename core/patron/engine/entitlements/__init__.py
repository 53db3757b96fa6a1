"""Benefits as entitlements: issued, counted, used, carried over, lapsed. A reference in plain Python, and a runner over columns."""

from patron.engine.entitlements.model import ISSUE_COLUMNS, Entitlements
from patron.engine.entitlements.run import run

__all__ = ["ISSUE_COLUMNS", "Entitlements", "run"]
