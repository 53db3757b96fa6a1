"""`patron schema`: what an editor needs to complete and check scheme files."""

from __future__ import annotations

import click


@click.command(name="schema")
@click.option("--industry", metavar="ID", help="Only this industry's words; without it, those of all that are installed.")
def command(industry: str | None) -> None:
    """Print the JSON Schema of scheme files.

    Write it beside your schemes, `patron schema > scheme.schema.json`, and begin a scheme with
    `# yaml-language-server: $schema=scheme.schema.json`: editors with YAML support then complete
    keys and mark mistakes. Install or remove an industry, and print it again.
    """
    import json

    from patron import plugins
    from patron.scheme.schema import json_schema

    installed = plugins.industries()
    if industry is not None and industry not in installed:
        raise click.BadParameter(f"{industry!r} is not installed; there are: {', '.join(installed)}", param_hint="--industry")
    only = installed[industry] if industry else None
    click.echo(json.dumps(json_schema(installed.values(), only=only), ensure_ascii=False, indent=2))
