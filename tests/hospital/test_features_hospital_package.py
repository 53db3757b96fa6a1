"""H4 of the feature table: each test drives the installed command and fails when its rule is taken out of the scheme."""

from __future__ import annotations

from pathlib import Path

import pytest
from hospital_case import FACE, FIRST, Row, cards, given, held, only, refused, simulated, step
from house import charter, costs, shown
from ruamel.yaml import YAML

# service: its kind of card, what it is worth, how often it may be used, and how the charter names it
SERVICES = {
    "check-up-5000": ("card-5000", 3000, 1, "年度体检（基因检测、肿瘤标志物、CT、MR）"),
    "course-5000": ("card-5000", 2000, 1, "四日体验疗程"),
    "record-5000": ("card-5000", 0, None, "个人及家庭健康档案"),
    "doctor-5000": ("card-5000", 0, None, "私人医生"),
    "university-5000": ("card-5000", 0, 1, "老年大学课程一门"),
    "stay-10000": ("card-10000", 5000, 1, "年度两日住院体检"),
    "course-10000": ("card-10000", 5000, 1, "十日体验疗程"),
    "record-10000": ("card-10000", 0, None, "个人及家庭健康档案"),
    "doctor-10000": ("card-10000", 0, None, "私人医生"),
    "university-10000": ("card-10000", 0, 1, "老年大学课程一门"),
}


def used(service: str, *, times: int = 1) -> list[Row]:
    """Eve has a card, and uses the service so often."""
    kind = SERVICES[service][0]
    return [*held("eve", kind), *(step("use", FIRST[kind], f"2025-03-0{day}", "eve", value=service) for day in range(1, times + 1))]


@pytest.mark.parametrize("service", list(SERVICES))
def test_h4_the_packages_of_the_two_cards(service: str, scheme: Path) -> None:
    kind, worth, times, title = SERVICES[service]

    def check(scheme: Path) -> None:
        assert [only(row, "used", "balance", "recognised") for row in cards(scheme, used(service)).values()] == [
            (f"{worth}.00", f"{FACE[kind] - worth}.00", f"{worth}.00")
        ]
        again = refused(scheme, used(service, times=2))
        assert again == ([] if times is None else [("8", "value", "card-service")])
        assert f"{title}：" in charter(scheme, "zh")

    shown(check, scheme, service, *[f"{service}.{key}" for key, stated in (("worth", worth), ("times", times)) if stated])


@pytest.mark.parametrize("kind", list(FACE))
def test_h4_the_worths_add_up_to_the_face_value(kind: str, scheme: Path) -> None:
    (stated,) = [one for one in YAML(typ="safe").load(scheme.read_text(encoding="utf-8"))["cards"] if one["id"] == kind]
    assert sum(service.get("worth", 0) for service in stated["package"]["services"]) == stated["face_value"] == FACE[kind]
    every = [service for service, (of, worth, *_) in SERVICES.items() if of == kind and worth]
    rows = [*held("eve", kind), *(step("use", FIRST[kind], "2025-03-01", "eve", value=service) for service in every)]

    def check(scheme: Path) -> None:
        assert [row["balance"] for row in cards(scheme, rows).values()] == ["0.00"]
        more = step("pay", FIRST[kind], "2025-03-02", "eve", amount="0.01", value="treatment")
        assert refused(scheme, [*rows, more]) == [("9", "amount", "card-over-balance")]

    shown(check, scheme, f"{every[0]}.worth")


def test_h4_the_package_is_drawn_from_the_stored_value_or_comes_on_top(scheme: Path) -> None:
    def left(scheme: Path) -> tuple[str, ...]:
        (card,) = cards(scheme, used("check-up-5000")).values()
        return only(card, "balance", "recognised", "services_left")

    rest = "check-up-5000 0; course-5000 1; record-5000; doctor-5000; university-5000 1"
    on_top = given("package_from", "on_top", scheme)
    assert left(scheme) == ("2000.00", "3000.00", rest)
    assert left(on_top) == ("5000.00", "0.00", rest)
    assert charter(scheme, "zh").count("所含服务（从卡内金额中支付）") == 2
    assert charter(on_top, "zh").count("另赠服务（不占卡内金额）") == 2


def test_h4_a_service_costs_the_house_its_unit_cost_less_what_it_earns(scheme: Path) -> None:
    year = ("--margin", "0.4", "--from", "2025-01-01", "--to", "2025-12-31")
    rows = [*held("ann", paid=4000), step("use", FIRST["card-5000"], "2025-03-01", "ann", value="check-up-5000")]

    def check(scheme: Path) -> None:
        found = simulated(scheme, rows, *year)
        total = found["cards"]["total"]
        assert (total["services"], total["services_cost"]) == (1, 1350_00)
        assert (total["recognised"], total["services_recognised"]) == (2400_00, 2400_00)  # 3,000 of a card sold at 80 %
        assert costs(found, "check-up-5000") == {"(scheme)": 1350_00 - 2400_00}

    shown(check, scheme, "check-up-5000.unit_cost")
    free = simulated(given("package_from", "on_top", scheme), rows, *year)
    assert costs(free, "check-up-5000") == {"(scheme)": 1350_00}


def test_h4_the_counted_services_begin_anew_with_a_renewal(scheme: Path) -> None:
    rows = [*used("university-5000"), step("renew", FIRST["card-5000"], "2025-12-01", "eve", amount=1000)]
    rows.append(step("use", FIRST["card-5000"], "2025-12-02", "eve", value="university-5000"))

    def check(scheme: Path) -> None:
        assert [row["state"] for row in cards(scheme, rows).values()] == ["active"]

    shown(check, scheme, "card-5000.renewal")
