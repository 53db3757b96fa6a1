"""`patron schema`: what an editor needs to complete and check scheme, population and assumptions files."""

from __future__ import annotations

import click


@click.command(name="schema")
@click.option("--industry", metavar="ID", help="Only this industry's words; without it, those of all that are installed.")
@click.option(
    "--of",
    "kind",
    type=click.Choice(["scheme", "population", "assumptions"]),
    default="scheme",
    show_default=True,
    help="The kind of file.",
)
def command(industry: str | None, kind: str) -> None:
    """Print the JSON Schema of scheme files, or of populations or assumptions.

    Write it beside your schemes, `patron schema > scheme.schema.json`, and begin a scheme with
    `# yaml-language-server: $schema=scheme.schema.json`: editors with YAML support then complete
    keys and mark mistakes. Install or remove an industry, and print it again.
    """
    import json

    from patron import plugins
    from patron.scheme.schema import json_schema
    from patron.simulation.assumptions.schema import assumptions_schema
    from patron.simulation.population.schema import population_schema

    installed = plugins.industries()
    if industry is not None and industry not in installed:
        raise click.BadParameter(f"{industry!r} is not installed; there are: {', '.join(installed)}", param_hint="--industry")
    only = installed[industry] if industry else None
    make = {"scheme": json_schema, "population": population_schema, "assumptions": assumptions_schema}[kind]
    click.echo(json.dumps(make(installed.values(), only=only), ensure_ascii=False, indent=2))
