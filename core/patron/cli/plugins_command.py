"""`patron plugins`: what is installed, what each plugin adds, and why one could not be loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from patron.plugins import PluginReport


@click.command(name="plugins")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Text for people, JSON for programs."
)
def command(form: str) -> None:
    """List the industries that are installed and what each adds.

    A plugin that cannot be loaded is named with its error; the others work on. Exits with 1 if there is one.
    """
    from patron import plugins

    reports = plugins.installed().reports
    if form == "json":
        import json

        click.echo(json.dumps([_as_object(report) for report in reports], ensure_ascii=False, indent=2))
    else:
        click.echo("general 通用 (built in): any category, no line fields of its own")
        for report in reports:
            click.echo("")
            click.echo("\n".join(_lines(report)))
        if not reports:
            click.echo("\nNo industry is installed; `pip install patron-jewelry` adds one.")
    if any(report.error for report in reports):
        raise SystemExit(1)


def _as_object(report: PluginReport) -> dict[str, Any]:
    industry = report.industry
    made: dict[str, Any] = {"name": report.name, "distribution": report.distribution, "version": report.version, "error": report.error}
    if industry is not None:
        made |= {
            "industry": industry.id,
            "title": {"zh": industry.title.zh, "en": industry.title.en},
            "categories": list(industry.category_ids()),
            "fields": [field.name for field in industry.fields],
            "units": [unit.id for unit in industry.units],
            "schemes": [scheme.name for scheme in industry.ready_schemes],
            "checks": report.checks,
        }
    return made


def _lines(report: PluginReport) -> list[str]:
    source = f"{report.distribution} {report.version}".strip() or report.name
    industry = report.industry
    if industry is None:
        return [f"{report.name} ({source}): cannot be loaded", f"  {report.error}"]
    fields = (f"{field.name}: {field.kind.value}" + (f" {'|'.join(field.choices)}" if field.choices else "") for field in industry.fields)
    parts = {
        "categories": ", ".join(f"{category.id} {category.title.zh}" for category in industry.categories) or "any",
        "line fields": ", ".join(fields) or "none",
        "units": ", ".join(unit.id for unit in industry.units) or "none",
        "schemes": ", ".join(f"{scheme.name} {scheme.title.zh}" for scheme in industry.ready_schemes) or "none",
        "checks": "checks of its own" if report.checks else "none of its own",
    }
    return [f"{industry.id} {industry.title.zh} ({source})", *(f"  {name + ':':<12} {text}" for name, text in parts.items())]
