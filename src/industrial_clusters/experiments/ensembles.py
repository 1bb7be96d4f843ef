"""Ensembles: a model run over a design, on one machine or many, in pieces that last.

A design is cut in blocks of a fixed size, and each block has its own stream of random
numbers, so that neither the executor nor the number of its workers nor the order in which
they finish changes a bit of the result. Finished blocks can be kept in a folder, from
which an interrupted run goes on.

A block in which the model raises is run again draw by draw: the draws that fail are
reported with their parameters and their error, the others keep their outputs. The stream
of block :math:`i` is the child ``SeedSequence(seed, spawn_key=(i,))``; the stream of a
draw that is run alone, in place :math:`j` of that block, is the grandchild
``SeedSequence(seed, spawn_key=(i, j))``. With the same seed and block size, a theory and
its rival therefore meet the same random numbers in every block that neither fails.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import functools
import hashlib
import json
import multiprocessing
import os
import platform
import signal
import sys
import tempfile
import zipfile
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
from tqdm.auto import tqdm

import industrial_clusters

__all__ = ["Ensemble", "Model", "run"]

BLOCK = 256

# What a model may depend on, by the direction of imports: when it changes, so may the result.
_BELOW = ("evidence", "statistics", "networks", "models")
_LIBRARIES = ("numpy", "scipy", "numba", "pandas", "networkx")


@dataclass(frozen=True)
class Model:
    """A model that can be run over draws.

    Attributes
    ----------
    parameters : callable
        Takes parameters by name, as numbers or as arrays with one number a draw, and
        returns what `simulate` takes; raises where one is out of range.
    simulate : callable
        Takes the parameters and a :class:`numpy.random.Generator`.
    observables : callable
        Takes the result and returns a DataFrame with one row a draw, all numbers.

    Notes
    -----
    Other processes get the three by name: define them in a module that can be imported,
    not in a notebook's cell.
    """

    parameters: Callable[..., Any]
    simulate: Callable[[Any, np.random.Generator], Any]
    observables: Callable[[Any], pd.DataFrame]

    @classmethod
    def of(cls, module: ModuleType) -> Model:
        """Return the model of a module of :mod:`industrial_clusters.models`.

        Examples
        --------
        >>> from industrial_clusters.models import red_hat
        >>> Model.of(red_hat).name
        'industrial_clusters.models.red_hat.simulate'
        """
        return cls(module.Parameters, module.simulate, module.observables)

    @property
    def name(self) -> str:
        """Where `simulate` is defined."""
        return f"{self.simulate.__module__}.{self.simulate.__qualname__}"


@dataclass(frozen=True, eq=False)
class Ensemble:
    """What a model gave over a design.

    Attributes
    ----------
    outputs : pandas.DataFrame
        One row a draw, in the design's order; a draw that failed has missing numbers.
    failures : pandas.DataFrame
        One row a draw that failed: its parameters, and the ``error`` in words.
    alone : pandas.Series of bool
        Draws that were run alone, because the model raised on their block.
    settings : dict
        What fixes the result: model, seed, block size, parameters that every draw shares,
        digests of the design and of the code, versions of the software.
    resumed : int
        Blocks that were found finished in the folder.
    """

    outputs: pd.DataFrame
    failures: pd.DataFrame
    alone: pd.Series[bool]
    settings: dict[str, Any]
    resumed: int


@dataclass(frozen=True, eq=False)
class _Block:
    """The outputs of a block, the errors by the draw's place in it, and how it was run."""

    outputs: pd.DataFrame
    errors: dict[int, str]
    alone: bool


def run(
    model: Model,
    design: pd.DataFrame,
    seed: int,
    *,
    fixed: Mapping[str, Any] | None = None,
    executor: Executor | int | None = None,
    folder: Path | str | None = None,
    block: int = BLOCK,
    progress: bool = True,
) -> Ensemble:
    """Run a model over a design.

    Parameters
    ----------
    model : Model
        What to run.
    design : pandas.DataFrame
        One row a draw, one column a parameter.
    seed : int
        Seed of the random numbers, at least 0. The result is the same to the last bit
        whatever the executor.
    fixed : mapping of str to object, optional
        Parameters that all draws share, such as whole-number settings.
    executor : concurrent.futures.Executor or int, optional
        Where blocks are computed: any executor, such as
        ``dask.distributed.Client(...).get_executor()`` for a cluster; or the number of
        processes of a pool of this machine, made for the run; by default, as many as
        there are processors. A pool made here starts its processes afresh (a fork could
        take over threads of a compiled loop), so a script needs its
        ``if __name__ == "__main__"``. A number of 1, or a design of one block, is
        computed in this process.
    folder : path, optional
        Where to keep finished blocks. A folder that holds finished blocks of the same
        run is resumed; one of another run is refused.
    block : int, optional
        Draws in a block. It chooses the random numbers, as `seed` does.
    progress : bool, optional
        Whether a terminal or a notebook shows how many draws are done.

    Returns
    -------
    Ensemble

    Raises
    ------
    ValueError
        If the design is empty or repeats a name, `fixed` names one of its columns,
        `block`, `seed` or a number of processes is too small, blocks differ in their
        outputs, or the folder belongs to another run.
    MemoryError
        If the machine lacks memory for a block: this is no property of a draw.

    Examples
    --------
    >>> from industrial_clusters.experiments.designs import sobol_design
    >>> from industrial_clusters.models import red_hat
    >>> design = sobol_design({"gain": (0.1, 0.3), "detection": (0.9, 1.1)}, 16, seed=1)
    >>> others = {"gain_spread": 0.1, "friction": 0.05, "loss": 1.0, "capacity": 30,
    ...           "cover": 1.0, "permission": 0.5, "small_share": 1.0, "campaign": 0,
    ...           "value_of_arrest": 0.1, "households": 50}
    >>> ensemble = run(Model.of(red_hat), design, seed=1, fixed=others)
    >>> len(ensemble.outputs), len(ensemble.failures)
    (16, 8)
    >>> print(ensemble.failures["error"].iloc[0])
    ValueError: detection = 1... lies outside 0 to 1 (probability a year); draw it from that range

    What failed is neither allowed nor ruled out by the evidence: drop it before matching.

    >>> len(ensemble.outputs.drop(ensemble.failures.index))
    8
    """
    shared = dict(fixed or {})
    _check(design, shared, seed, block)
    settings = _settings(model, design, seed, shared, block)
    store = None if folder is None else _Store(Path(folder), settings)
    starts = range(0, len(design), block)
    done = {} if store is None else store.finished(len(starts))
    resumed = len(done)
    bar = tqdm(
        total=len(design),
        initial=min(resumed * block, len(design)),
        unit="draw",
        # None: no bar where standard error is neither a terminal nor a notebook.
        disable=None if progress else True,
    )
    compute = functools.partial(_compute, model, shared, seed)
    tasks = {
        number: design.iloc[start : start + block].reset_index(drop=True)
        for number, start in enumerate(starts)
        if number not in done
    }
    with bar, contextlib.closing(_results(compute, tasks, executor)) as results:
        for number, result in results:
            if store is not None:
                store.keep(number, result)
            done[number] = result
            bar.update(len(result.outputs))
    return _assembled(design, [done[number] for number in sorted(done)], settings, resumed)


def _check(design: pd.DataFrame, fixed: Mapping[str, Any], seed: int, block: int) -> None:
    if design.empty:
        raise ValueError(
            f"the design has {len(design)} draws of {design.shape[1]} parameters; give at least "
            "one of each, a parameter that does not vary as a constant column"
        )
    for labels, kind in ((design.columns, "parameter"), (design.index, "draw")):
        if labels.has_duplicates:
            twice = labels[labels.duplicated()].tolist()[0]
            raise ValueError(f"the design names {kind} {twice!r} twice; give each its own name")
    both = [str(name) for name in design.columns if name in fixed]
    if both:
        raise ValueError(f"{', '.join(both)} is both drawn and fixed; choose one")
    if seed < 0 or block < 1:
        raise ValueError(
            f"seed = {seed} and block = {block}; give a seed of at least 0 and blocks of at "
            "least one draw"
        )


# Computing -----------------------------------------------------------------------------


def _compute(
    model: Model, fixed: Mapping[str, Any], seed: int, number: int, draws: pd.DataFrame
) -> _Block:
    """Run the model on a block, and draw by draw if it raises."""
    try:
        outputs = _once(model, draws, fixed, np.random.SeedSequence(seed, spawn_key=(number,)))
    except MemoryError:
        raise
    except Exception:
        # Whatever a model raises is told of the draw that made it.
        return _draw_by_draw(model, fixed, seed, number, draws)
    return _Block(outputs, {}, alone=False)


def _draw_by_draw(
    model: Model, fixed: Mapping[str, Any], seed: int, number: int, draws: pd.DataFrame
) -> _Block:
    rows, errors = {}, {}
    for place in range(len(draws)):
        stream = np.random.SeedSequence(seed, spawn_key=(number, place))
        try:
            rows[place] = _once(model, draws.iloc[[place]], fixed, stream).iloc[0]
        except MemoryError:
            raise
        except Exception as error:
            errors[place] = f"{type(error).__name__}: {error}"
    outputs = pd.DataFrame.from_dict(rows, orient="index").reindex(range(len(draws)))
    return _Block(outputs, errors, alone=True)


def _once(
    model: Model, draws: pd.DataFrame, fixed: Mapping[str, Any], stream: np.random.SeedSequence
) -> pd.DataFrame:
    # Arrays of the model's own, alike wherever it runs: what pandas hands out may be a view.
    drawn = {str(name): np.array(draws[name], dtype=np.float64) for name in draws}
    parameters = model.parameters(**drawn, **fixed)
    outputs = model.observables(model.simulate(parameters, np.random.default_rng(stream)))
    if len(outputs) != len(draws):
        raise ValueError(f"{model.name} gave {len(outputs)} rows for {len(draws)} draws")
    return outputs.astype(np.float64).reset_index(drop=True)


def _results(
    compute: Callable[[int, pd.DataFrame], _Block],
    tasks: Mapping[int, pd.DataFrame],
    executor: Executor | int | None,
) -> Generator[tuple[int, _Block]]:
    """Yield blocks as they are finished, in any order."""
    with contextlib.ExitStack() as stack:
        if not isinstance(executor, Executor):
            workers = _workers(executor)
            if min(workers, len(tasks)) <= 1:
                yield from ((number, compute(number, draws)) for number, draws in tasks.items())
                return
            executor = stack.enter_context(_processes(min(workers, len(tasks))))
        futures: dict[Future[_Block], int] = {}
        # Run before the pool is closed, which waits for all that was not cancelled.
        stack.callback(_cancel, futures)
        for number, draws in tasks.items():
            futures[executor.submit(compute, number, draws)] = number
        try:
            for future in concurrent.futures.as_completed(futures):
                result = future.result()
                yield futures.pop(future), result
        except Exception:
            # No fault of a draw. Begin no other block, but lose none that is under way.
            late = [future for future in futures if not future.cancel()]
            for future in concurrent.futures.as_completed(late):
                with contextlib.suppress(Exception):
                    yield futures[future], future.result()
            raise


def _cancel(futures: Mapping[Future[_Block], int]) -> None:
    for future in futures:
        future.cancel()


def _workers(number: int | None) -> int:
    if number is None:
        # The processors that this process may use, where the system tells.
        usable = getattr(os, "sched_getaffinity", None)
        return len(usable(0)) if usable else os.cpu_count() or 1
    if number < 1:
        raise ValueError(f"executor = {number}; give an executor or at least one process")
    return number


def _processes(number: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        number,
        mp_context=multiprocessing.get_context("spawn"),
        # Ctrl-C is for this process, which stops the others.
        initializer=signal.signal,
        initargs=(signal.SIGINT, signal.SIG_IGN),
    )


def _assembled(
    design: pd.DataFrame, blocks: list[_Block], settings: dict[str, Any], resumed: int
) -> Ensemble:
    names = next((list(b.outputs) for b in blocks if list(b.outputs)), [])
    for block in blocks:
        # A block of which every draw failed has no output to name.
        if list(block.outputs) not in ([], names):
            raise ValueError(
                f"the model gave the outputs {names} in one block and {list(block.outputs)} in "
                "another; give every draw the same"
            )
    outputs = pd.concat([block.outputs.reindex(columns=names) for block in blocks])
    errors: list[str | None] = []
    for block in blocks:
        errors += [block.errors.get(place) for place in range(len(block.outputs))]
    alone = np.repeat([block.alone for block in blocks], [len(block.outputs) for block in blocks])
    told = pd.Series(errors, index=design.index, dtype=object, name="error")
    return Ensemble(
        outputs=outputs.set_axis(design.index),
        failures=design[told.notna()].assign(error=told[told.notna()].astype(str)),
        alone=pd.Series(alone, index=design.index, name="alone"),
        settings=settings,
        resumed=resumed,
    )


# What a run is -------------------------------------------------------------------------


def _settings(
    model: Model, design: pd.DataFrame, seed: int, fixed: Mapping[str, Any], block: int
) -> dict[str, Any]:
    content = pd.util.hash_pandas_object(design).to_numpy().tobytes()
    return {
        "model": model.name,
        "parameters": [str(name) for name in design.columns],
        "draws": len(design),
        "design": hashlib.sha256(content).hexdigest(),
        "fixed": {name: _told(value) for name, value in sorted(fixed.items())},
        "seed": seed,
        "block": block,
        "code": _digest_of_code(model),
        "software": {
            "python": platform.python_version(),
            **{library: version(library) for library in _LIBRARIES},
        },
    }


def _told(value: Any) -> str:
    # An array's own words leave its middle out.
    return repr(value.tolist() if isinstance(value, np.ndarray) else value)


def _digest_of_code(model: Model) -> str:
    """Return a digest of the package's code below the experiments and of the model's own."""
    package = Path(industrial_clusters.__file__).parent
    files = [file for part in _BELOW for file in sorted((package / part).rglob("*.py"))]
    for function in (model.parameters, model.simulate, model.observables):
        own = getattr(sys.modules.get(function.__module__), "__file__", None)
        if own is not None and Path(own) not in files:
            files.append(Path(own))
    digest = hashlib.sha256()
    for file in files:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


class _Store:
    """A folder of finished blocks, which belongs to one run."""

    def __init__(self, folder: Path, settings: dict[str, Any]) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        told = folder / "run.json"
        if not told.exists():
            if any(file.suffix != ".part" for file in folder.iterdir()):
                raise ValueError(f"{folder} holds files but no run; name a new or empty folder")
            _write(told, json.dumps(settings, indent=1).encode())
        then = json.loads(told.read_text(encoding="utf-8"))
        differences = [
            f"{name} was {then.get(name)!r} and is {settings[name]!r}"
            for name in settings
            if then.get(name) != settings[name]
        ]
        if differences:
            raise ValueError(
                f"{folder} holds another run: {'; '.join(differences)}. Name another folder, or "
                "delete this one to start anew"
            )

    def finished(self, blocks: int) -> dict[int, _Block]:
        """Return the blocks that can be read whole."""
        found = {}
        for number in range(blocks):
            # A disk may lose what was once whole; such a block is computed again.
            with contextlib.suppress(FileNotFoundError, EOFError, ValueError, zipfile.BadZipFile):
                found[number] = _read(self._file(number))
        return found

    def keep(self, number: int, block: _Block) -> None:
        """Write a block, so that it is there whole or not at all."""
        with tempfile.SpooledTemporaryFile() as file:
            np.savez(
                file,
                outputs=block.outputs.to_numpy(dtype=np.float64),
                names=np.array([str(name) for name in block.outputs], dtype=np.str_),
                places=np.array(list(block.errors), dtype=np.int64),
                errors=np.array(list(block.errors.values()), dtype=np.str_),
                alone=block.alone,
            )
            file.seek(0)
            _write(self._file(number), file.read())

    def _file(self, number: int) -> Path:
        return self.folder / f"block-{number:06d}.npz"


def _write(file: Path, content: bytes) -> None:
    """Write beside the file and rename, which is one step for whoever looks."""
    with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as part:
        part.write(content)
        part.flush()
        os.fsync(part.fileno())
    Path(part.name).replace(file)


def _read(file: Path) -> _Block:
    # Opened here: NumPy leaves a file open that it cannot read.
    with file.open("rb") as opened, np.load(opened) as held:
        return _Block(
            pd.DataFrame(held["outputs"], columns=held["names"].tolist()),
            dict(zip(held["places"].tolist(), held["errors"].tolist(), strict=True)),
            alone=bool(held["alone"]),
        )
