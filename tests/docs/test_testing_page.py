"""The page on scheme tests names every key that a file of tests may have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from patron.scheme.model.base import Section
from patron.scheme_tests import model

PAGE = (Path(__file__).parents[2] / "docs" / "testing-schemes.md").read_text(encoding="utf-8")
SPECS = [value for value in vars(model).values() if isinstance(value, type) and issubclass(value, Section) and value is not Section]


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.__name__)
def test_every_key_is_on_the_page(spec: type[Section]) -> None:
    keys = {field.alias or name for name, field in spec.model_fields.items()}
    assert keys
    assert {key for key in keys if not re.search(rf"[`{{ ]{key}[`:]", PAGE)} == set()
