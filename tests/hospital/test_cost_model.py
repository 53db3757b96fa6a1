"""The ready scheme and the plugin's cost model state the same figures."""

from __future__ import annotations

from decimal import Decimal
from importlib.resources import files
from typing import Any

import patron_hospital
import pytest
from patron_hospital import costs
from ruamel.yaml import YAML

SCHEME: dict[str, Any] = YAML(typ="safe").load((files(patron_hospital) / "schemes" / "hospital-cards.yaml").read_text("utf-8"))
PARAMETERS = {f"${name}": Decimal(str(one["value"])) for name, one in SCHEME["parameters"].items() if isinstance(one["value"], int | float)}


@pytest.mark.parametrize("card", SCHEME["cards"], ids=lambda card: card["id"])
def test_packages_and_their_costs(card: dict[str, Any]) -> None:
    worths = [one for one in card["package"]["services"] if "worth" in one]
    assert sorted(one["worth"] for one in worths) == sorted(costs.PACKAGES[card["face_value"]].values())
    assert all(PARAMETERS[one["unit_cost"]] == one["worth"] * costs.COST_SHARE for one in worths)
    assert PARAMETERS[card["sale"][0]["rate"]] == costs.SALE_RATE


def test_rates_and_the_spend_that_gives_a_card() -> None:
    assert [one["rate"] for one in SCHEME["discounts"]] == [float(costs.WARD_RATE), float(costs.EXAMINATION_RATE), 0]
    (care,) = [one for card in SCHEME["cards"] for one in card.get("free", []) if one["id"] == "spent-100k"]
    assert care["when"]["spend"]["at_least"] == costs.FREE_CARD_SPEND


def test_the_list_of_what_is_protected_is_the_templates() -> None:
    from patron_hospital.goods import PROTECTED

    assert SCHEME["protected_goods"] == list(PROTECTED)
