"""The command runs models over draws, the same each time, and refuses in words."""

import csv
import io
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from industrial_clusters import command_line
from industrial_clusters.experiments import ensembles, latin_hypercube_design, registry
from industrial_clusters.models import red_hat

# Few households, so that a run takes no time.
VILLAGE = "red-hat --households 30 --draws 6 --workers 1"
RANGES = [name for name, p in registry.parameters("red_hat").items() if p.allowed]


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Run the command as a shell line; return status, output and messages."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")

    def call(line):
        status: object
        try:
            status = command_line.main(["simulate", *shlex.split(line)])
        except SystemExit as stopped:
            status = stopped.code
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return status, captured.out, captured.err

    return call


def printed(run, line):
    status, out, err = run(line)
    assert (status, err) == (0, "")
    return out


def table(run, line):
    return pd.read_csv(io.StringIO(printed(run, f"{line} --format csv")))


def test_a_row_a_draw_with_parameters_and_outputs(run):
    rows = table(run, f"{VILLAGE} --gain 0.1:0.4 --loss 0.7 --seed 5")
    defaults = red_hat.Parameters()
    assert rows["draw"].tolist() == list(range(6))
    assert list(rows)[1 : 1 + len(RANGES)] == RANGES
    design = latin_hypercube_design({"gain": (0.1, 0.4)}, 6, 5)
    assert rows["gain"].tolist() == design["gain"].tolist()
    assert set(rows["loss"]) == {0.7}
    assert set(rows["cover"]) == {defaults.cover}
    drawn = {name: rows[name].to_numpy(copy=True) for name in RANGES}
    course = red_hat.simulate(
        red_hat.Parameters(**drawn, households=30),
        np.random.default_rng(np.random.SeedSequence(5, spawn_key=(0,))),
    )
    outputs = red_hat.observables(course)
    assert list(rows)[1 + len(RANGES) :] == list(outputs)
    assert rows[list(outputs)].to_numpy().tolist() == outputs.to_numpy(dtype=float).tolist()


def test_without_a_range_draws_differ_in_their_chances_only(run):
    rows = table(run, VILLAGE)
    assert len(rows[RANGES].drop_duplicates()) == 1
    assert len(set(rows["registered"])) > 1
    assert rows.equals(table(run, f"{VILLAGE} --seed 1"))
    assert not rows.equals(table(run, f"{VILLAGE} --seed 2"))


def test_vary_draws_what_the_study_draws_but_for_what_is_named(run):
    rows = table(run, f"{VILLAGE} --vary --gain 0.25 --loss 0.5:0.6")
    known = registry.parameters("red_hat")
    studied = {name: p.studied for name, p in known.items() if p.studied}
    assert set(rows["gain"]) == {0.25}
    assert rows["loss"].between(0.5, 0.6).all()
    for name in set(RANGES) - {"gain", "loss"}:
        if name in studied:
            assert rows[name].between(*studied[name]).all()
            assert rows[name].nunique() == 6
        else:
            assert set(rows[name]) == {known[name].default}


def test_any_number_of_draws_or_a_balanced_one(run):
    line = "red-hat --gain 0.1:0.4 --households 5 --workers 1"
    assert len(table(run, f"{line} --draws 20")) == 20
    rows = table(run, f"{line} --draws 16 --design sobol")
    assert sorted(((rows["gain"] - 0.1) / 0.3 * 16).astype(int)) == list(range(16))
    status, _, err = run(f"{line} --draws 20 --design sobol")
    assert status == 2
    assert "draws = 20 is not a power of two; try 32" in err


def test_options_may_stand_on_either_side_of_the_model(run):
    one = printed(run, "--draws 4 --format csv --workers 1 red-hat --households 5")
    other = printed(run, "red_hat --households=5 --draws 4 --workers 1 --format csv")
    assert one == other
    assert one.count("\n") == 5


def test_every_format_holds_the_same(run):
    line = f"{VILLAGE} --gain 0.1:0.4"
    rows = table(run, line)
    for name in ("rows.csv", "rows.json", "rows.parquet"):
        assert printed(run, f"{line} --out {name}") == ""
    assert Path("rows.csv").read_text(encoding="utf-8") == printed(run, f"{line} --format csv")
    answer = json.loads(Path("rows.json").read_text(encoding="utf-8"))
    assert (answer["model"], answer["seed"], answer["design"]) == ("red-hat", 1, "latin-hypercube")
    assert pd.DataFrame(answer["rows"]).astype(float).equals(rows.astype(float))
    held = duckdb.execute("FROM 'rows.parquet'").df()
    pd.testing.assert_frame_equal(held, rows, check_exact=True, check_dtype=False)


def test_the_format_asked_for_goes_before_the_file_s_name(run):
    printed(run, f"{VILLAGE} --format json --out rows.csv")
    assert json.loads(Path("rows.csv").read_text(encoding="utf-8"))["rows"]
    printed(run, f"{VILLAGE} --out rows.txt")
    assert Path("rows.txt").read_text(encoding="utf-8") == printed(run, VILLAGE)


def test_text_is_a_summary(run):
    line = f"{VILLAGE} --gain 0.1:0.4"
    rows, lines = table(run, line), printed(run, line).splitlines()
    assert lines[0] == "red-hat: 6 draws, latin-hypercube, seed 1"
    assert lines[2].split() == ["of", "all", "draws", "lowest", "middle", "highest"]
    assert lines[4].split() == ["--gain", "0.1", "0.25", "0.4"]
    (registered,) = (line.split() for line in lines if line.startswith("registered"))
    values = rows["registered"]
    expected = [values.min(), values.median(), values.max()]
    assert [float(word) for word in registered[1:]] == pytest.approx(expected, rel=1e-5)
    assert printed(run, VILLAGE).startswith("red-hat: 6 draws, seed 1\n")


def test_infinite_and_missing_numbers_in_json(run):
    answer = json.loads(
        printed(run, f"{VILLAGE} --cover 0 --levy-village 0 --capacity inf --format json")
    )
    assert {row["capacity"] for row in answer["rows"]} == {"inf"}
    assert {row["cover_year"] for row in answer["rows"]} == {"inf"}


def test_a_value_below_zero(run):
    for word in ("--gain -0.5:-0.2", "--gain=-0.5:-0.2"):
        assert table(run, f"{VILLAGE} {word}")["gain"].between(-0.5, -0.2).all()
    assert set(table(run, f"{VILLAGE} --gain -1")["gain"]) == {-1}
    assert "--detection -1 lies outside 0 to 1" in run(f"{VILLAGE} --detection -1")[2]


@pytest.mark.parametrize("word", ["yes", "true", "no", "False"])
def test_a_setting_that_is_yes_or_no(run, word, monkeypatch):
    seen = []

    def instead(*_, fixed, **__):
        seen.append(fixed)
        raise ValueError("seen")

    monkeypatch.setattr(ensembles, "run", instead)
    run(f"{VILLAGE} --hat-required {word}")
    assert seen == [{"households": 30, "hat_required": word in {"yes", "true"}}]


def test_other_settings_are_what_their_defaults_are(run):
    line = "land-quota --draws 2 --workers 1 --firms 50 --allocation lottery --neighbours-km 30.5"
    assert len(table(run, line)) == 2
    _, _, err = run(f"{line} --firms 5.5")
    assert "--firms 5.5: it is the same in all draws; give one whole number" in err
    assert "give one number" in run(f"{line} --neighbours-km far")[2]
    assert "allocation = 'dice'; choose 'ranking' or" in run(f"{line} --allocation dice")[2]


def test_the_number_of_processes_changes_no_byte(run):
    line = "red-hat --households 5 --draws 600 --gain 0.1:0.4 --format csv"
    assert printed(run, f"{line} --workers 2") == printed(run, f"{line} --workers 1")


def test_a_run_goes_on_from_its_folder(run, monkeypatch):
    line = "red-hat --households 5 --draws 600 --workers 1 --format csv"
    whole = printed(run, line)
    compute, left = ensembles._compute, [2]

    def interrupted(*arguments):
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return compute(*arguments)

    monkeypatch.setattr(ensembles, "_compute", interrupted)
    status, out, err = run(f"{line} --resume half")
    assert (status, out) == (2, "")
    assert "interrupted; the same command goes on from what half holds" in err
    left[0] = 1
    assert printed(run, f"{line} --resume half") == whole
    left[0] = 0
    _, _, err = run(line)
    assert "interrupted; with --resume FOLDER, what is finished would be kept" in err
    _, _, err = run(f"{line} --resume half --seed 2")
    assert "half holds another run: seed was 1 and is 2" in err


def test_a_process_that_the_system_ends_is_told(run, monkeypatch):
    def ended(*_):
        raise BrokenExecutor

    monkeypatch.setattr(ensembles, "_compute", ended)
    status, _, err = run(VILLAGE)
    assert status == 2
    assert "a process was ended; with --resume FOLDER" in err


def test_a_model_that_runs_no_draw_is_an_error(run, monkeypatch):
    def fails(course):
        raise ZeroDivisionError(f"a fault in {course.years[0]}")

    monkeypatch.setattr(red_hat, "observables", fails)
    status, out, err = run(VILLAGE)
    assert (status, out) == (2, "")
    assert "no draw could be run. The first: ZeroDivisionError: a fault in 1978" in err


def test_draws_that_fail_are_rows_with_their_error(run, monkeypatch):
    simulate = red_hat.simulate

    def fails_above(parameters, rng):
        if (parameters.gain > 0.3).any():
            raise ZeroDivisionError("too much to gain")
        return simulate(parameters, rng)

    monkeypatch.setattr(red_hat, "simulate", fails_above)
    line = f"{VILLAGE} --gain 0:0.4"
    status, out, err = run(f"{line} --format csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert status == 0
    assert len(rows) == 6
    failed = [row for row in rows if float(row["gain"]) > 0.3]
    assert 0 < len(failed) < 6
    for row in rows:
        told = "ZeroDivisionError: too much to gain" if row in failed else ""
        assert (row["error"], row["registered"] == "") == (told, row in failed)
    first = failed[0]
    assert f"{len(failed)} of 6 draws failed, and have no outputs. The first, draw " in err
    assert f"draw {first['draw']} (gain = {float(first['gain']):g}): {first['error']}" in err
    answer = json.loads(run(f"{line} --format json")[1])
    kept = [row["error"] is None for row in answer["rows"]]
    assert kept == [row["registered"] is not None for row in answer["rows"]]
    assert kept.count(False) == len(failed)


def test_lists_of_models_and_of_parameters(run):
    lines = printed(run, "--list").splitlines()[2:]
    assert {line.split(" ")[0] for line in lines if line[0] != " "} == {
        name.replace("_", "-") for name in registry.MODELS
    }
    out = printed(run, "red-hat --list")
    assert re.search(r"^--detection +0\.5 +0:1 +0\.2:1 +probability a year$", out, re.MULTILINE)
    assert re.search(r"^--households +183 +the same in all draws$", out, re.MULTILINE)
    assert re.search(r"^--hat-required +yes ", out, re.MULTILINE)
    assert out == printed(run, "--list red-hat")


@pytest.mark.parametrize("name", registry.MODELS)
def test_every_model_lists_its_parameters_and_explains_them(run, name):
    listed = re.findall(r"^(--[a-z][\w-]+)", printed(run, f"{name} --list"), re.MULTILINE)
    assert [option[2:].replace("-", "_") for option in listed] == list(registry.parameters(name))
    status, out, _ = run(f"{name.replace('_', '-')} --help")
    assert status == 0
    for option in listed:
        assert f"  {option} V" in out


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", ["name a model", "simulate --list` prints all"]),
        ("red-cap", ["no model is called 'red-cap'; did you mean red-hat?"]),
        ("xyz", ["'xyz'; there are community-enforcement, entrepreneurship, "]),
        ("red-hat --gian 0.3", ["red-hat has no --gian; did you mean --gain"]),
        ("red-hat --zzz 0.3", ["red-hat has no --zzz; `industrial-clusters simulate red-hat --l"]),
        ("red-hat 0.3", ["'0.3' belongs to no parameter; write --NAME VALUE"]),
        ("red-hat --detect 0.3", ["red-hat has no --detect; did you mean --detection"]),
        (
            "red-hat --detection 1.2",
            ["--detection 1.2 lies outside 0 to 1 (probability a year)"],
        ),
        ("red-hat --detection 0.5:1.2", ["--detection 1.2 lies outside 0 to 1"]),
        ("red-hat --detection nan", ["--detection nan lies outside"]),
        ("red-hat --gain a", ["--gain a: give a number, or LOW:HIGH"]),
        ("red-hat --gain 0.1:", ["--gain 0.1:: give a number"]),
        ("red-hat --gain 0.3:0.1", ["--gain 0.3:0.1: give a number, or two finite ones, the low"]),
        ("red-hat --gain 0:0.1:0.2", ["--gain 0:0.1:0.2: give a number, or two"]),
        ("red-hat --capacity 0:inf", ["--capacity 0:inf: give a number, or two finite"]),
        ("red-hat --households 10:20", ["--households 10:20: it is the same in all draws"]),
        ("red-hat --households 0", ["households = 0; give a whole number of at least 1"]),
        ("red-hat --hat-required maybe", ["--hat-required maybe", "give yes or no"]),
        ("red-hat --first-year 1990", ["last_year = 1984 precedes first_year = 1990"]),
        ("red-hat --draws 0", ["--draws 0: give at least one"]),
        ("red-hat --draws 0 --gain 0.1:0.2", ["draws = 0; give at least one"]),
        ("red-hat --draws many", ["invalid int value: 'many'"]),
        ("red-hat --seed -1", ["--seed -1: give a whole number of at least 0"]),
        ("red-hat --workers 0", ["--workers 0: give at least one process"]),
        ("red-hat --design grid", ["invalid choice: 'grid'", "latin-hypercube"]),
        ("red-hat --format parquet", ["--out FILE"]),
        ("red-hat --out no/such.csv", ["no/such.csv cannot be written: there is no folder no"]),
        ("red-hat --out .", ["."]),
        ("red-hat --gain", ["expected one argument"]),
    ],
)
def test_a_mistake_is_status_2_and_a_message_that_helps(run, line, words):
    status, out, err = run(f"{line} --draws 2 --workers 1" if line == "red-hat --out ." else line)
    assert (status, out) == (2, "")
    for word in words:
        assert word in err


def test_a_file_that_cannot_be_written_is_told(run, tmp_path):
    (tmp_path / "rows.parquet").mkdir()
    status, _, err = run(f"{VILLAGE} --out rows.parquet")
    assert status == 2
    assert "rows.parquet cannot be written" in err


def test_the_examples_of_the_help_run(run, tmp_path):
    _, out, _ = run("--help")
    examples = re.findall(
        r"^ +industrial-clusters simulate (.*)$", out.replace("\\\n", ""), re.MULTILINE
    )
    assert len(examples) == 5
    for example in examples:
        # Fewer draws, and no other process: they are run for what they say.
        few = re.sub(r"--draws \d+", "--draws 4 --workers 1", example)
        printed(run, few)
    assert (tmp_path / "runs.parquet").exists()


def test_progress_is_shown_on_a_terminal_unless_turned_off(run, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    _, _, err = run(VILLAGE)
    assert "6/6" in err
    assert printed(run, f"{VILLAGE} --no-progress")


def test_help_does_not_wait_for_the_package():
    script = (
        "import sys; from industrial_clusters import command_line\n"
        "try: command_line.main(['simulate', '--help'])\n"
        "except SystemExit: print(sorted(m for m in sys.modules if '.' not in m))"
    )
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    loaded = finished.stdout.decode().splitlines()[-1]
    assert "argparse" in loaded
    assert not {"pandas", "numpy", "duckdb", "scipy", "tqdm"} & set(re.findall(r"'(\w+)'", loaded))


@pytest.fixture
def interruptible():
    """Let processes take an interrupt, which those of a background job ignore by inheritance."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupted_command_ends_its_processes(tmp_path):
    command = [
        *(sys.executable, "-m", "industrial_clusters.command_line", "simulate", "red-hat"),
        *("--draws", "100000", "--resume", str(tmp_path / "run"), "--workers", "2"),
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        while not list(tmp_path.glob("run/block-*.npz")) and running.poll() is None:
            time.sleep(0.01)
        os.kill(running.pid, signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (2, "")
    assert "interrupted; the same command goes on from what" in err
    assert "Traceback" not in err
