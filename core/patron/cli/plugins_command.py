"""`patron plugins`: what is installed, what each plugin adds, and why one could not be loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from patron.plugins import PluginReport


@click.command(name="plugins")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Chinese or English.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Text for people, JSON for programs."
)
def command(lang: str, form: str) -> None:
    """List the industries that are installed and what each adds.

    A plugin that cannot be loaded is named with its error; the others work on. Exits with 1 if there is one.
    """
    from patron import plugins

    reports = plugins.installed().reports
    if form == "json":
        import json

        click.echo(json.dumps([_as_object(report) for report in reports], ensure_ascii=False, indent=2))
    else:
        from patron.cli.plugins_text import as_text

        click.echo(as_text(reports, chinese=lang == "zh"), nl=False)
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
            "measures": [measure.id for measure in industry.measures],
            "profile_fields": [field.name for field in industry.profile_fields],
            "formulas": [{"category": one.category, "terms": [list(term) for term in one.terms]} for one in industry.line_amounts],
            "trade_ins": [one.id for one in industry.trade_ins],
            "schemes": [scheme.name for scheme in industry.ready_schemes],
            "checks": report.checks,
        }
    return made
