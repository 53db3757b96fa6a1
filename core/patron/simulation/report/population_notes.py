"""What a reader must know of worlds that were made, in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from patron.simulation.assumptions.model import Effect
from patron.simulation.report.notes import Note
from patron.simulation.worlds.bands import middle_world, ranked_by
from patron.simulation.worlds.job import Job
from patron.simulation.worlds.outcome import Outcome

_NO_ANSWERS = {Effect.TAKE_UP, Effect.REDEEMED, Effect.CARD_USED, Effect.MARGIN}  # of use and prices: nobody buys otherwise for them


def population_notes(job: Job, outcomes: Sequence[Outcome]) -> list[Note]:
    """In the order in which they are shown."""
    return [_made(job), _assumed(job), *_worlds(job, outcomes), _anyway()]


def _made(job: Job) -> Note:
    return Note(
        "population-made",
        f"顾客是按总体“{job.population.id}”随机生成的，不是真实顾客；各部分的参数和来源见“总体”。同一世界里，有方案与没有方案用同一组随机数。",
        f"The customers are drawn from the population {job.population.id!r} and are nobody's: its figures and their sources are listed. "
        "In each world the sales with the scheme and without it rest on the same random draws.",
    )


def _assumed(job: Job) -> Note:
    entries = job.assumptions.entries
    if not any(one.effect not in _NO_ANSWERS for one in entries):
        return Note(
            "nobody-answers",
            "没有假设任何人因方案改变购买：净收益只含成本。除列出的条目外，没有别的假设。",
            "Nobody is assumed to buy otherwise because of the scheme: the net benefit holds its costs alone. "
            "Nothing is assumed beyond the entries listed.",
        )
    zh = "、".join(one.title_zh or one.id for one in entries)
    en = ", ".join(one.title_en or one.id for one in entries)
    return Note(
        "assumptions-hold",
        f"所用假设共 {len(entries)} 条：{zh}。只有享有承诺的等级、从上线之日起才有反应；此外没有任何假设。",
        f"What is assumed, {len(entries)} in all: {en}. Only members of tiers that are promised something answer, from the launch on; "
        "nothing else is assumed.",
    )


def _worlds(job: Job, outcomes: Sequence[Outcome]) -> list[Note]:
    middle, count = middle_world(outcomes), len(outcomes)
    if count == 1:
        return [
            Note(
                "one-world",
                "只模拟了一个世界，因此没有区间；一次随机结果不能作为依据。",
                "One world was drawn, so there are no bands; a single draw is nothing to rely on.",
            )
        ]
    zh, en = ("净收益", "net benefit") if ranked_by(outcomes) == "net" else ("成本", "cost")
    return [
        Note(
            "middle-world",
            f"明细表是 {count:,} 个世界里{zh}居中的那一个（第 {middle} 号，种子 {job.seed}），各项相加一致；区间 P10–P90 来自全部世界。",
            f"The tables show one world in full, the one whose {en} is the median of {count:,} (number {middle} of seed {job.seed}), "
            "so that everything adds up; the bands from P10 to P90 are over all worlds.",
        )
    ]


def _anyway() -> Note:
    return Note(
        "break-even-anyway",
        "盈亏平衡以没有方案也会发生的会员销售为基数：所需增长可与假设带来的增长直接相比。",
        "The break-even is a growth of what members would have bought anyway, so that it can be held against what the assumptions bring.",
    )
