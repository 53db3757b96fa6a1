"""Random plans and histories for the property tests; see the `generators_*` modules beside this one."""

from generators_case import Case, dump, load
from generators_history import cases, families
from generators_plan import plans

__all__ = ["Case", "cases", "dump", "families", "load", "plans"]
