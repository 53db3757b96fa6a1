"""Which industry a file names, and what is wrong with that name."""

from __future__ import annotations

from patron import plugins
from patron.scheme.nodes import MappingNode, ScalarNode
from patron.scheme.problem import Problem
from patron.scheme.suggest import did_you_mean
from patron.vocabulary import GENERAL, Industry


def text_at(root: MappingNode, key: str) -> str:
    """The single value of a key of the head; empty if there is none."""
    node = root.entries.get(key)
    return node.text if isinstance(node, ScalarNode) else ""


def find_industry(root: MappingNode) -> tuple[Industry | None, list[Problem]]:
    """The industry that the file names by `industry` (none named: `general`), None if it cannot be used."""
    name = text_at(root, "industry")
    if "industry" not in root.entries or not name or name in plugins.industries():
        return plugins.industries()[name or GENERAL.id], []
    failed = [one for one in plugins.installed().reports if one.error and one.name == name]
    if failed:
        message = f"the plugin of industry '{name}' could not be loaded: {failed[0].error}"
        return None, [Problem(("industry",), "plugin-failed", message, f"reinstall {failed[0].distribution or name}")]
    if name in plugins.KNOWN_INDUSTRIES:
        message = f"industry '{name}' is not installed"
        return None, [Problem(("industry",), "industry-not-installed", message, f"install patron-{name}, e.g. `pip install patron-{name}`")]
    known = [*plugins.industries(), *plugins.KNOWN_INDUSTRIES]
    return None, [Problem(("industry",), "unknown-industry", f"no industry is named '{name}'", did_you_mean(name, known, "industries"))]
