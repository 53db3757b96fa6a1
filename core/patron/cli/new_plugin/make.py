"""Renders the templates in `template/` and puts them in place, all files or none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from os import getpid
from pathlib import Path
from shutil import rmtree

from patron.hookspecs import API_VERSION

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST_NAME = 40
_LONGEST_TITLE = 60
_NOT_IN_A_TITLE = set("\"'\\{}[]:,#<>&*!|%@`")  # a title stands in Python, TOML and YAML as it is


class BadNameError(ValueError):
    """A name or title that cannot be a plugin's; says in both languages what would be right."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(en)


class TargetExistsError(Exception):
    """The folder is there already; nothing was written."""


@dataclass(frozen=True, slots=True)
class NewPlugin:
    """What the templates say: `name` is the industry's id, `zh` and `en` its titles."""

    name: str
    zh: str
    en: str

    @property
    def package(self) -> str:
        """The import name of the plugin's package."""
        return f"patron_{self.name.replace('-', '_')}"

    @property
    def folder(self) -> str:
        """The name of the distribution and of its folder."""
        return f"patron-{self.name}"

    def check(self, taken: frozenset[str]) -> None:
        """BadNameError if the name is not kebab-case, is one of `taken`, or a title cannot stand in the files as it is."""
        if not _NAME.fullmatch(self.name) or len(self.name) > _LONGEST_NAME:
            raise BadNameError(
                f"{self.name!r} 不能作为插件名：请用小写英文字母、数字和连字符，以字母开头，最多 {_LONGEST_NAME} 个字符，如 coffee",
                f"{self.name!r} cannot name a plugin: write small letters, digits and '-', a letter first, at most {_LONGEST_NAME}"
                " characters, such as coffee",
            )
        if self.name in taken:
            raise BadNameError(
                f"行业 {self.name!r} 已经存在，两个插件不能同名：请换一个名称",
                f"there is an industry {self.name!r} already, and no two plugins can have one id: choose another name",
            )
        for title in (self.zh, self.en):
            if not title.strip() or not title.isprintable() or len(title) > _LONGEST_TITLE or set(title) & _NOT_IN_A_TITLE:
                raise BadNameError(
                    f"{title!r} 不能作为行业名称：请用最多 {_LONGEST_TITLE} 个普通文字，不含引号、括号和其他符号",
                    f"{title!r} cannot be a title: write at most {_LONGEST_TITLE} plain characters, without quotes, brackets and signs",
                )


def make(plugin: NewPlugin, directory: Path) -> list[Path]:
    """Writes the distribution into `directory`/patron-NAME and returns its files; TargetExistsError or OSError with nothing written.

    The files are written beside their place and moved there together, so that a half-written plugin is never seen.
    """
    target = directory / plugin.folder
    if target.exists() or target.is_symlink():
        raise TargetExistsError(str(target))
    directory.mkdir(parents=True, exist_ok=True)
    beside = directory / f".{plugin.folder}.{getpid()}"
    beside.mkdir()
    try:
        for path, text in rendered(plugin).items():
            (beside / path).parent.mkdir(parents=True, exist_ok=True)
            (beside / path).write_text(text, encoding="utf-8", newline="\n")
        beside.rename(target)
    except BaseException:
        rmtree(beside, ignore_errors=True)
        raise
    return sorted(path for path in target.rglob("*") if path.is_file())


def rendered(plugin: NewPlugin) -> dict[str, str]:
    """Every file of the distribution by its path."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        variable_start_string="<<",
        variable_end_string=">>",
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Python, TOML and YAML are written, and `check` lets no sign of theirs into a title
    )
    words = {"name": plugin.name, "package": plugin.package, "zh": plugin.zh, "en": plugin.en, "api": API_VERSION}
    found = {}
    for path, template in _templates(files("patron.cli.new_plugin") / "template"):
        place = path.removesuffix(".j2").replace("patron_PACKAGE", plugin.package).replace("NAME", plugin.name)
        found[".gitignore" if place == "gitignore" else place] = environment.from_string(template).render(words)
    return found


def _templates(folder: Traversable, before: str = "") -> Iterator[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            yield from _templates(entry, f"{before}{entry.name}/")
        elif entry.name.endswith(".j2"):
            yield f"{before}{entry.name}", entry.read_text(encoding="utf-8")
