"""An ensemble is the same to the last bit wherever it runs, and survives what happens to it."""

import concurrent.futures
import dataclasses
import json
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import distributed
import numpy as np
import pandas as pd
import pytest

from industrial_clusters.evidence import Quantity
from industrial_clusters.experiments import ensembles, match, sobol_design
from industrial_clusters.experiments.ensembles import Model, run
from industrial_clusters.models import red_hat

# Processes that start afresh know the package, not this file: they run a model of it. Half
# of its draws of detection are no probabilities, and fail.
VILLAGE = Model.of(red_hat)
DESIGN = sobol_design({"gain": (0.1, 0.3), "detection": (0.5, 1.5)}, 64, seed=3).set_axis(
    pd.RangeIndex(100, 164)
)
OTHERS: dict[str, Any] = {
    "gain_spread": 0.1,
    "friction": 0.05,
    "loss": 1.0,
    "capacity": 30.0,
    "cover": 1.0,
    "permission": 0.5,
    "small_share": 1.0,
    "campaign": 0.0,
    "value_of_arrest": 0.1,
    "households": 40,
}


def village(executor, **options):
    settings = {"fixed": OTHERS, "block": 4, **options}
    return run(VILLAGE, DESIGN, 7, executor=executor, **settings)


@pytest.fixture(scope="module")
def expected():
    return village(1)


def assert_same(one, other):
    pd.testing.assert_frame_equal(one.outputs, other.outputs, check_exact=True)
    pd.testing.assert_frame_equal(one.failures, other.failures, check_exact=True)
    pd.testing.assert_series_equal(one.alone, other.alone)
    assert one.settings == other.settings


class Disorderly(Executor):
    """Computes nothing until all is submitted, and then in an order of its own."""

    def __init__(self, tasks, seed):
        self.tasks, self.random = tasks, random.Random(seed)  # noqa: S311
        self.waiting, self.order = [], []

    def submit(self, function, /, *arguments, **others):
        future: Future[Any] = Future()
        self.waiting.append((len(self.waiting), future, function, arguments, others))
        if len(self.waiting) == self.tasks:
            self.random.shuffle(self.waiting)
            for number, future_of, task, given, named in self.waiting:
                self.order.append(number)
                future_of.set_result(task(*given, **named))
        return future


class Failing(Executor):
    """Computes a number of blocks and then has no more power."""

    def __init__(self, whole):
        self.left, self.computed = whole, 0

    def submit(self, function, /, *arguments, **others):
        future: Future[Any] = Future()
        if self.left == 0:
            future.set_exception(ConnectionError("no more power"))
        else:
            self.left -= 1
            self.computed += 1
            future.set_result(function(*arguments, **others))
        return future


class Counting(Failing):
    """Computes all that it is given, and counts it."""

    def __init__(self):
        super().__init__(whole=-1)


# A toy whose outputs can be told by hand, run in this process.


@dataclasses.dataclass
class Toy:
    x: np.ndarray
    scale: float = 1.0

    def __post_init__(self):
        if (self.x < 0).any():
            raise ValueError(f"x = {self.x[self.x < 0][0]:g} is negative")


def simulate_toy(parameters, rng):
    return parameters.x, parameters.scale * rng.random(len(parameters.x))


def observe_toy(course):
    return pd.DataFrame({"x": course[0], "chance": course[1]})


TOY = Model(Toy, simulate_toy, observe_toy)


def toy(values, **options):
    return run(TOY, pd.DataFrame({"x": values}), 5, **{"executor": 1, "block": 3, **options})


def chances(*spawn_key, size):
    return np.random.default_rng(np.random.SeedSequence(5, spawn_key=spawn_key)).random(size)


def test_each_block_has_a_stream_of_its_own():
    ensemble = toy(np.arange(7.0))
    assert ensemble.outputs["x"].tolist() == list(range(7))
    expected = np.concatenate([chances(i, size=n) for i, n in enumerate((3, 3, 1))])
    assert ensemble.outputs["chance"].tolist() == expected.tolist()
    assert ensemble.outputs["chance"].nunique() == 7
    assert not ensemble.alone.any()
    assert ensemble.failures.empty
    assert list(ensemble.failures) == ["x", "error"]


def test_the_blocks_are_the_children_that_numpy_spawns():
    child = np.random.SeedSequence(5).spawn(2)[1]
    assert toy(np.arange(6.0)).outputs["chance"][3] == np.random.default_rng(child).random()


def test_a_failed_draw_is_told_and_loses_no_other():
    ensemble = toy([0.0, 1, 2, 3, -4, 5, 6])
    assert ensemble.outputs["x"].isna().tolist() == [False] * 4 + [True] + [False] * 2
    assert ensemble.failures.to_dict("index") == {
        4: {"x": -4.0, "error": "ValueError: x = -4 is negative"}
    }
    assert ensemble.alone.tolist() == [False] * 3 + [True] * 3 + [False]
    # The others of its block have streams of their own, the other blocks theirs.
    drawn = ensemble.outputs["chance"]
    assert drawn[3] == chances(1, 0, size=1)[0]
    assert drawn[5] == chances(1, 2, size=1)[0]
    assert drawn[[0, 1, 2]].tolist() == chances(0, size=3).tolist()
    assert drawn[6] == chances(2, size=1)[0]


def test_draws_of_which_none_runs_are_all_told():
    ensemble = toy([-1.0, -2, -3, -4])
    assert ensemble.outputs.shape == (4, 0)
    assert ensemble.failures["x"].tolist() == [-1, -2, -3, -4]
    mixed = toy([-1.0, -2, -3, 4])
    assert mixed.outputs["x"].tolist()[3:] == [4]
    assert mixed.outputs["x"].isna().sum() == 3


def test_theory_and_rival_meet_the_same_chances():
    theory, rival = toy(np.arange(9.0)), toy(np.arange(9.0), fixed={"scale": 0.5})
    assert (rival.outputs["chance"] * 2).tolist() == theory.outputs["chance"].tolist()


def test_the_last_draw_in_a_block_of_its_own_is_not_lost():
    for size in (1, 2, 4, 5, 100):
        assert toy(np.arange(5.0), block=size).outputs["x"].tolist() == [0, 1, 2, 3, 4]


def test_the_index_of_the_design_is_that_of_the_result(expected):
    for table in (expected.outputs, expected.alone):
        assert table.index.equals(DESIGN.index)
    assert expected.failures.index.tolist() == DESIGN.index[DESIGN["detection"] > 1].tolist()
    assert expected.failures[["gain", "detection"]].equals(DESIGN.loc[expected.failures.index])
    assert (
        expected.failures["error"]
        .str.fullmatch(
            r"ValueError: detection = 1\.\d+ lies outside 0 to 1 \(probability a year\); draw .*"
        )
        .all()
    )


def test_in_this_process_the_model_gives_what_it_gives_without_the_engine():
    design = DESIGN[DESIGN["detection"] <= 1]
    ensemble = run(VILLAGE, design, 7, fixed=OTHERS, block=len(design))
    drawn: dict[str, Any] = {str(name): design[name].to_numpy(copy=True) for name in design}
    stream = np.random.SeedSequence(7, spawn_key=(0,))
    course = red_hat.simulate(red_hat.Parameters(**drawn, **OTHERS), np.random.default_rng(stream))
    plain = red_hat.observables(course).astype(float)
    assert ensemble.outputs.to_numpy().tolist() == plain.to_numpy().tolist()


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_completion_changes_nothing(expected, seed):
    executor = Disorderly(16, seed)
    assert_same(village(executor), expected)
    assert executor.order != sorted(executor.order)


def test_threads_change_nothing(expected):
    with ThreadPoolExecutor(3) as executor:
        assert_same(village(executor), expected)


@pytest.mark.parametrize("workers", [1, 2])
def test_processes_of_the_caller_change_nothing(expected, workers):
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as executor:
        assert_same(village(executor), expected)


def test_the_pool_made_for_the_run_changes_nothing(expected):
    assert_same(village(2), expected)


def test_a_cluster_changes_nothing(expected):
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        assert len(client.scheduler_info()["workers"]) == 2
        assert_same(village(client.get_executor()), expected)


def test_the_default_is_one_process_for_each_processor(monkeypatch):
    asked = []

    def processes(number):
        asked.append(number)
        return Counting()

    monkeypatch.setattr(ensembles, "_processes", processes)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2}, raising=False)
    toy(np.arange(30.0), executor=None)
    toy(np.arange(6.0), executor=None)
    assert asked == [3, 2]
    toy(np.arange(30.0), executor=1)
    toy(np.arange(3.0), executor=None)
    assert asked == [3, 2]


def test_processes_start_afresh():
    with ensembles._processes(1) as pool:
        assert pool._mp_context is multiprocessing.get_context("spawn")
        assert pool.submit(signal.getsignal, signal.SIGINT).result() is signal.SIG_IGN


def test_an_interrupted_run_goes_on(expected, tmp_path):
    with pytest.raises(ConnectionError, match="no more power"):
        village(Failing(whole=5), folder=tmp_path)
    assert len(list(tmp_path.glob("block-*.npz"))) == 5
    counting = Counting()
    resumed = village(counting, folder=tmp_path)
    assert (resumed.resumed, counting.computed) == (5, 11)
    assert_same(resumed, expected)
    # A whole run has nothing left to compute.
    counting = Counting()
    assert_same(village(counting, folder=tmp_path), expected)
    assert counting.computed == 0


KILLED = """
import os, signal
from pathlib import Path
from tests_of_ensembles import village

synchronise, left = os.fsync, [{writes}]
def power_cut(descriptor):
    left[0] -= 1
    if left[0] == 0:
        os.truncate(descriptor, os.fstat(descriptor).st_size // 2)
        os.kill(os.getpid(), signal.SIGKILL)
    synchronise(descriptor)
os.fsync = power_cut
village(1, folder={folder!r})
"""


def test_a_block_half_written_when_the_power_goes_is_computed_again(expected, tmp_path):
    # The third block is half written: the description of the run was the first file.
    folder, scripts = tmp_path / "run", tmp_path / "scripts"
    scripts.mkdir()
    shutil.copy(__file__, scripts / "tests_of_ensembles.py")
    script = scripts / "killed.py"
    script.write_text(KILLED.format(writes=4, folder=str(folder)))
    finished = subprocess.run([sys.executable, script], capture_output=True, check=False)
    assert finished.returncode == -signal.SIGKILL, finished.stderr.decode()
    assert len(list(folder.glob("*.part"))) == 1
    counting = Counting()
    resumed = village(counting, folder=folder)
    assert (resumed.resumed, counting.computed) == (2, 14)
    assert_same(resumed, expected)


@pytest.mark.parametrize("keep", [0, 1, 40, 400])
def test_a_block_that_the_disk_lost_is_computed_again(expected, tmp_path, keep):
    village(1, folder=tmp_path)
    file = tmp_path / "block-000003.npz"
    file.write_bytes(file.read_bytes()[:keep])
    (tmp_path / "block-000005.npz").unlink()
    (tmp_path / "block-000006.npz").write_bytes(b"no archive of numbers")
    resumed = village(1, folder=tmp_path)
    assert resumed.resumed == 13
    assert_same(resumed, expected)


def test_a_damaged_block_is_not_believed(expected, tmp_path):
    village(1, folder=tmp_path)
    file = tmp_path / "block-000000.npz"
    content = bytearray(file.read_bytes())
    content[200] ^= 1
    file.write_bytes(content)
    resumed = village(1, folder=tmp_path)
    assert resumed.resumed == 15
    assert_same(resumed, expected)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"seed": 6}, ["seed was 5 and is 6"]),
        ({"block": 2}, ["block was 3 and is 2"]),
        ({"fixed": {"scale": 2.0}}, ["fixed was {} and is {'scale': '2.0'}"]),
        ({"values": [1.0, 2.0]}, ["draws was 4 and is 2", "design was"]),
        ({"values": [1.0, 2.0, 3.0, 5.0]}, ["design was"]),
        ({"model": Model(Toy, red_hat.simulate, observe_toy)}, ["model was", "red_hat.simulate"]),
    ],
)
def test_a_folder_of_another_run_is_refused(tmp_path, changes, words):
    given = {"values": [1.0, 2, 3, 4], "model": TOY, "seed": 5, "block": 3, "fixed": {}}

    def call(values, model, **options):
        return run(model, pd.DataFrame({"x": values}), executor=1, folder=tmp_path, **options)

    call(**given)
    with pytest.raises(ValueError, match="holds another run") as refused:
        call(**{**given, **changes})
    for word in [str(tmp_path), *words, "Name another folder, or delete this one"]:
        assert word in str(refused.value)
    assert call(**given).resumed == 2


def test_a_changed_code_is_another_run(tmp_path, monkeypatch):
    toy([1.0], folder=tmp_path)
    monkeypatch.setattr(ensembles, "version", lambda library: f"{library} of tomorrow")
    with pytest.raises(ValueError, match=r"software was .* and is .*numpy of tomorrow"):
        toy([1.0], folder=tmp_path)
    monkeypatch.undo()
    (tmp_path / "other.py").write_text("")
    monkeypatch.setattr(sys.modules[Toy.__module__], "__file__", str(tmp_path / "other.py"))
    with pytest.raises(ValueError, match="code was"):
        toy([1.0], folder=tmp_path)


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ValueError, match="holds files but no run; name a new or empty folder"):
        toy([1.0], folder=tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_new_folder_is_made_and_says_what_it_holds(tmp_path):
    ensemble = toy([1.0, 2.0], folder=tmp_path / "new" / "run")
    told = json.loads((tmp_path / "new" / "run" / "run.json").read_text())
    assert told == ensemble.settings
    assert (told["seed"], told["draws"], told["parameters"]) == (5, 2, ["x"])
    assert told["software"]["numpy"] == np.__version__
    assert not list(tmp_path.rglob("*.part"))


def test_arrays_that_draws_share_are_told_apart():
    one, other = np.zeros(5000), np.zeros(5000)
    other[2500] = 1
    assert ensembles._told(one) != ensembles._told(other)


def test_a_machine_without_memory_fails_as_a_whole():
    def exhausted(parameters, rng):  # noqa: ARG001
        raise MemoryError("no memory for a block")

    with pytest.raises(MemoryError):
        run(Model(Toy, exhausted, observe_toy), pd.DataFrame({"x": [1.0]}), 1)

    # Run draw by draw for lack of memory, it would get other chances than elsewhere.
    def exhausted_together(parameters, rng):
        if len(parameters.x) > 1:
            raise MemoryError("no memory for a block")
        return simulate_toy(parameters, rng)

    with pytest.raises(MemoryError):
        run(Model(Toy, exhausted_together, observe_toy), pd.DataFrame({"x": [1.0, 2.0]}), 1)

    def exhausted_alone(parameters, rng):
        raise MemoryError if len(parameters.x) == 1 else ValueError(rng)

    with pytest.raises(MemoryError):
        run(Model(Toy, exhausted_alone, observe_toy), pd.DataFrame({"x": [1.0, 2.0]}), 1)


def test_blocks_that_finish_after_a_fault_are_kept(tmp_path):
    class Late(Failing):
        """The first block fails at once; the others had been done."""

        def submit(self, function, /, *arguments, **others):
            future: Future[Any] = Future()
            if arguments[0] == 0:
                future.set_exception(ConnectionError("a cable"))
                return future
            return super().submit(function, *arguments, **others)

    with pytest.raises(ConnectionError, match="a cable"):
        toy(np.arange(12.0), executor=Late(whole=-1), folder=tmp_path)
    assert len(list(tmp_path.glob("block-*.npz"))) == 3


def test_a_fault_cancels_what_has_not_begun():
    class Stuck(Executor):
        futures: list[Future[Any]] = []  # noqa: RUF012

        def submit(self, function, /, *arguments, **others):  # noqa: ARG002
            future: Future[Any] = Future()
            if not self.futures:
                future.set_exception(ConnectionError("a cable"))
            self.futures.append(future)
            return future

    with pytest.raises(ConnectionError, match="a cable"):
        toy(np.arange(12.0), executor=Stuck())
    assert [future.cancelled() for future in Stuck.futures] == [False, True, True, True]


def test_a_model_that_loses_rows_is_told():
    ensemble = run(
        Model(Toy, simulate_toy, lambda course: observe_toy(course)[:-1]),
        pd.DataFrame({"x": [1.0]}),
        1,
    )
    assert ensemble.failures["error"].tolist() == [
        f"ValueError: {__name__}.simulate_toy gave 0 rows for 1 draws"
    ]


def test_blocks_with_other_outputs_are_refused():
    def other_names(course):
        return observe_toy(course).rename(columns={"x": f"x{int(course[0][0])}"})

    model = Model(Toy, simulate_toy, other_names)
    with pytest.raises(ValueError, match=r"\['x0', 'chance'\] in one block and \['x3', 'chance'\]"):
        run(model, pd.DataFrame({"x": np.arange(6.0)}), 1, block=3, executor=1)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"design": pd.DataFrame({"x": []})}, "0 draws of 1 parameters; give at least one of each"),
        ({"design": pd.DataFrame(index=range(3))}, "3 draws of 0 parameters"),
        ({"design": pd.DataFrame([[1.0, 2.0]], columns=["x", "x"])}, "parameter 'x' twice"),
        ({"design": pd.DataFrame({"x": [1.0, 2.0]}, index=[4, 4])}, "draw 4 twice"),
        ({"fixed": {"x": 1.0}}, "x is both drawn and fixed; choose one"),
        ({"seed": -1}, "seed = -1"),
        ({"block": 0}, "block = 0"),
        ({"executor": 0}, "executor = 0; give an executor or at least one process"),
    ],
)
def test_a_run_that_cannot_be_is_refused(changes, message):
    given = {"design": pd.DataFrame({"x": [1.0]}), "seed": 1, **changes}
    with pytest.raises(ValueError, match=message):
        run(TOY, **given)


class Terminal:
    """Standard error that is, or is not, a terminal."""

    def __init__(self, *, is_one):
        self.is_one, self.written = is_one, ""

    def isatty(self):
        return self.is_one

    def write(self, text):
        self.written += text

    def flush(self):
        pass


@pytest.mark.parametrize(("is_one", "wanted"), [(True, True), (True, False), (False, True)])
def test_progress_is_for_terminals_and_can_be_turned_off(monkeypatch, is_one, wanted):
    terminal = Terminal(is_one=is_one)
    monkeypatch.setattr(sys, "stderr", terminal)
    toy(np.arange(7.0), progress=wanted)
    assert ("7/7" in terminal.written) is (is_one and wanted)


def test_progress_counts_what_was_found_finished(monkeypatch, tmp_path):
    with pytest.raises(ConnectionError):
        toy(np.arange(7.0), executor=Failing(whole=1), folder=tmp_path)
    terminal = Terminal(is_one=True)
    monkeypatch.setattr(sys, "stderr", terminal)
    toy(np.arange(7.0), folder=tmp_path)
    assert "3/7" in terminal.written
    assert "7/7" in terminal.written


def test_an_ensemble_is_matched_without_its_failures(expected):
    outputs = expected.outputs.drop(expected.failures.index)
    matching = match(outputs, {"arrests_before": Quantity(0, 1e9)})
    assert matching.share == 1
    with pytest.raises(ValueError, match=f"of draw {expected.failures.index[0]} is not a number"):
        match(expected.outputs, {"arrests_before": Quantity(0, 1e9)})


def test_a_run_that_is_cancelled_elsewhere_is_an_error():
    class Cancelling(Executor):
        def submit(self, function, /, *arguments, **others):  # noqa: ARG002
            future: Future[Any] = Future()
            future.cancel()
            future.set_running_or_notify_cancel()
            return future

    with pytest.raises(concurrent.futures.CancelledError):
        toy([1.0], executor=Cancelling())
