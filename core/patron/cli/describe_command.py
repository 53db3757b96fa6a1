"""`patron describe`: a scheme as the members' charter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from patron.scheme.describe import Format, Lang


@click.command("describe")
@click.argument("scheme", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Chinese or English.")
@click.option(
    "--format", "form", type=click.Choice(["text", "markdown"]), default="text", show_default=True, help="For reading, or for a page."
)
@click.option("--internal", is_flag=True, help="Show rule ids, costs, goals and parameters too, which members do not see.")
def command(scheme: Path, lang: Lang, form: Format, *, internal: bool) -> None:
    """Print SCHEME as the members' charter, in Chinese or English.

    The text is made from the scheme's structure, so it says what the scheme does. Exits with 1 if the scheme has errors.
    """
    from patron.cli.options import findings_shown
    from patron.scheme.describe import charter
    from patron.scheme.load import load_scheme

    with findings_shown():
        loaded = load_scheme(scheme)
        document = charter(loaded.require(), loaded.industry, lang, internal=internal)
    click.echo(document.render(form), nl=False)
