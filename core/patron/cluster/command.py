"""One run on a cluster from files to files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import polars as pl

from patron.cluster import tasks
from patron.cluster.evaluate import PART_LINES, Rounds, Run
from patron.cluster.inputs import Inputs, look_at_files
from patron.cluster.job import Job
from patron.cluster.reports import Report
from patron.cluster.results import Table, pieces, put_together, staging
from patron.cluster.session import Cluster, ClusterError, cluster
from patron.cluster.slices import Slice
from patron.cluster.unavailable import within_members
from patron.engine.plan import Plan
from patron.engine.profiles import Unlisted
from patron.engine.results import CHANGE_COLUMNS, MEMBER_COLUMNS
from patron.engine.validate.purchases import MOST_TOTAL
from patron.files.csv_slices import Stretch
from patron.files.prepare import DataFiles, Prepared
from patron.files.problems import whole_file
from patron.files.results import change_table, member_table
from patron.findings import FindingsError
from patron.vocabulary import Industry

Said = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Done:
    """What the command says at the end: members by tier, changes, what nothing reads, lines sold outside rules by rule, rounds."""

    tiers: Counter[str]
    changes: int
    prepared: Prepared
    outside: Counter[str]
    uncounted: tuple[str, ...]  # rules of restricted goods that are about all members together
    rounds: int
    parts: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: `on` as the option has it, `out` and `changes` the files to write, `parts` 0 for as many as fit."""

    on: str
    as_of: int
    out: Path
    changes: Path | None = None
    parts: int = 0
    compiled: bool = True


def evaluate_on(plan: Plan, industry: Industry, files: DataFiles, wish: Wish, said: Said) -> Done:
    """Works out every member on a cluster and writes the files, all or none. Raises FindingsError, ClusterError and OSError."""
    inside, uncounted = within_members(plan)
    with cluster(wish.on) as there:
        inputs = look_at_files(files, inside, industry, cores=there.cores, looking=partial(looked_at, there))
        job = _job(inside, inputs, wish, there.cores)
        rounds = Rounds(there, inputs, job, said)
        try:
            run = rounds.run()
            refuse_total(run.read, inputs)
            said("writing")
            _write(run, plan, there, wish)
        except (FindingsError, ClusterError, OSError, ValueError):
            raise
        except Exception as error:
            raise there.failed(error) from None
        finally:
            rounds.close()
    settled = run.settled
    return Done(settled.tiers, settled.changes, prepared_of(run.read, inputs, industry), settled.outside, uncounted, run.rounds, job.parts)


def parts_for(inputs: Inputs, cores: int) -> int:
    """As many parts as fit: one for so many lines, at least one a processor."""
    return max(cores, -(-inputs.rows // PART_LINES))


def _job(plan: Plan, inputs: Inputs, wish: Wish, cores: int) -> Job:
    parts = wish.parts or parts_for(inputs, cores)
    return Job(plan, wish.as_of, parts, inputs.names, inputs.may_have, inputs.lines, inputs.members, wish.compiled)


def looked_at(there: Cluster, slices: Sequence[Slice]) -> list[Stretch]:
    """What tasks find in stretches of a CSV file, in the order of the stretches."""
    import pickle

    numbered = [(number, "slice", "", number, 0, pickle.dumps(one)) for number, one in enumerate(slices)]
    try:
        frame = there.spark.createDataFrame(numbered, tasks.PARCELS).repartitionById(len(numbered), "part")
        rows = frame.mapInArrow(tasks.stretch, tasks.PARCELS).select("source", "body").collect()
    except Exception as error:
        raise there.failed(error) from None
    return [pickle.loads(bytes(row.body)) for row in sorted(rows, key=lambda row: row.source)]  # noqa: S301 - our own tasks made them


def refuse_total(read: Report, inputs: Inputs) -> None:
    """Raises FindingsError where sums would be more than can be held."""
    if read.amount > MOST_TOTAL:
        message = "the amounts of all rows together are more than can be held"
        raise FindingsError([whole_file(inputs.names.purchases, "amount-too-large", message, "check the currency and the decimal point")])


def _write(run: Run, plan: Plan, there: Cluster, wish: Wish) -> None:
    """Every output beside its place first, then to its place."""
    empty = {
        "members": member_table(pl.DataFrame(schema=MEMBER_COLUMNS), plan.places),
        "changes": change_table(pl.DataFrame(schema=CHANGE_COLUMNS)),
    }
    wanted = [Table("members", wish.out, sum(run.settled.tiers.values()))]
    if wish.changes is not None:
        wanted.append(Table("changes", wish.changes, run.settled.changes))
    ready: list[tuple[Path, Path]] = []
    with staging(wish.out) as folder, staging(wanted[-1].path) as other:
        for table in wanted:
            place = folder if table.name == "members" else other
            found = pieces(run.results, table, plan.places, place, there.cores)
            whole = place / f"whole{table.path.suffix.lower()}"
            put_together(table, found, empty[table.name], whole)
            ready.append((whole, table.path))
        for whole, path in ready:
            whole.replace(path)


def prepared_of(read: Report, inputs: Inputs, industry: Industry) -> Prepared:
    """What a command on one machine says of the files, too."""
    choices = {one.name: one.choices for one in industry.profile_fields}
    never = tuple(name for name in inputs.reader.plan.profile_fields if read.unfilled[name] == read.looked)
    unlisted = tuple(
        Unlisted(name, tuple(sorted(read.words[name])), choices[name]) for name in inputs.reader.plan.profile_fields if read.words.get(name)
    )
    return replace(inputs.prepared, never_filled=never, unlisted=unlisted)


__all__ = ["ClusterError", "Done", "Wish", "evaluate_on"]
