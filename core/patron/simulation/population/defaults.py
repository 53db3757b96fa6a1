"""The population that an industry's plugin states, for a simulation without a history of one's own."""

from __future__ import annotations

from importlib.resources import as_file, files

from patron.findings import Finding, FindingsError
from patron.simulation.population.file import load_population
from patron.simulation.population.model import Population
from patron.vocabulary import Industry


def default_population(industry: Industry) -> Population:
    """The industry's own population, read from its package; raises FindingsError where the plugin states none."""
    if industry.population is None:
        raise FindingsError(
            [
                Finding(
                    industry.id,
                    None,
                    "no-population",
                    f"the industry '{industry.id}' states no population of its own",
                    "fit one to your sales: patron fit --purchases sales.csv --out population.yaml",
                )
            ]
        )
    with as_file(files(industry.package) / industry.population) as path:
        return load_population(path)
