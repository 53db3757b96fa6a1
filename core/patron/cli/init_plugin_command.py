"""`patron init-plugin`: writes a plugin for an industry of one's own, as a distribution that installs and passes its tests."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("init-plugin")
@click.argument("name")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path), default=Path())
@click.option("--zh", metavar="TITLE", help="The industry in Chinese, such as 咖啡馆.  [default: NAME]")
@click.option("--en", metavar="TITLE", help="The industry in English, such as Coffee house.  [default: NAME]")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Chinese or English.")
def command(name: str, directory: Path, zh: str | None, en: str | None, lang: str) -> None:
    """Write a plugin for the industry NAME into DIRECTORY/patron-NAME (default: here), to be made your own.

    It has goods, line fields, measures, a check, a ready scheme and its tests, and installs as it is.
    A folder that is there is never written into.
    """
    from patron.cli.new_plugin import BadNameError, NewPlugin, TargetExistsError, make
    from patron.plugins import KNOWN_INDUSTRIES, industries

    chinese = lang == "zh"
    shown = name.replace("-", " ")
    plugin = NewPlugin(name, zh or shown, en or shown.capitalize())
    try:
        plugin.check(frozenset({*industries(), *KNOWN_INDUSTRIES}))
        wrote = make(plugin, directory)
    except BadNameError as error:
        raise click.UsageError(error.zh if chinese else error.en) from error
    except TargetExistsError as error:
        said = f"{error} 已经存在，没有写入任何文件" if chinese else f"{error} is there already; nothing was written"
        raise click.ClickException(said) from error
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}") from error
    for path in wrote:
        click.echo(f"写入 {path}" if chinese else f"wrote {path}")
    folder = directory / plugin.folder
    click.echo("\n接下来：" if chinese else "\nNext:")
    for line in (
        f'pip install -e "{folder}[test]"',
        f"pytest {folder}",
        "patron plugins",
        f"patron init {name} my-scheme",
    ):
        click.echo(f"  {line}")
