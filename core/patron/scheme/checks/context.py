"""What every check sees of a scheme."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from patron.scheme.model import Scheme
from patron.scheme.nodes import Loc, MappingNode, ScalarNode, path_to
from patron.vocabulary import Industry


@dataclass(frozen=True)
class Context:
    """The sound part of a scheme and what is known beside it.

    `tier_ids` are those in the file, sound or not; `tiers_sound` is False if something in `tiers` was
    pruned, so that nothing can be said about terms; `industry_known` is False if the file names an
    industry that is not there, so that nothing can be said about its vocabulary.
    """

    scheme: Scheme
    industry: Industry
    tier_ids: tuple[str, ...]
    tiers_sound: bool
    industry_known: bool
    places: int
    root: MappingNode = field(repr=False)

    @cached_property
    def ranks(self) -> dict[str, int]:
        """Rank by tier id; 0 is the first and lowest."""
        return {tier: rank for rank, tier in reversed(list(enumerate(self.tier_ids)))}

    def text(self, loc: Loc) -> str:
        """A scalar's text as in the file; empty if there is none."""
        nodes = path_to(self.root, loc)
        node = nodes[-1]
        return node.text if isinstance(node, ScalarNode) else ""
