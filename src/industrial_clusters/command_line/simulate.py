"""The command ``industrial-clusters simulate``: a model of a theory over many draws."""

from __future__ import annotations

import argparse
import difflib
import json
import math
import re
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from industrial_clusters.command_line.terminal import (
    PROGRAM,
    Refused,
    add_output,
    file_for_parquet,
    put,
    tell,
    width,
)

# The package is imported where a command needs it: `--help` answers at once.
if TYPE_CHECKING:
    import pandas as pd

    from industrial_clusters.experiments.ensembles import Ensemble
    from industrial_clusters.experiments.registry import Parameter

NAME = "simulate"
HELP = "run a model of a document's theory over many draws"
_FORMATS = ("csv", "json", "parquet")

DESCRIPTION = """\
Run a model of a document's theory over many draws, and print or write a row a draw: its
parameters, and what the model says would be observed. Any parameter of the model can be given
after its name: --NAME VALUE fixes it, --NAME LOW:HIGH draws it evenly from that range. What is
not named keeps the default that `--list` shows.
"""

EXAMPLES = f"""\
examples:
  Which models are there, and which parameters has one?
    {PROGRAM} simulate --list
    {PROGRAM} simulate red-hat --list

  Villages like Junpu with the package of support half a year earlier, which differ in their
  households only:
    {PROGRAM} simulate entrepreneurship --support-start 2013.0 --draws 200

  The same where every parameter that the book's study draws is drawn as there, as a file:
    {PROGRAM} simulate entrepreneurship --support-start 2013.5 --vary --draws 1024 \\
      --design sobol --out runs.parquet

  How the gain of a workshop and the risk of arrest decide whether a village registers:
    {PROGRAM} simulate red-hat --gain 0.1:0.4 --detection 0.2:1 --draws 500 --format csv

A Latin hypercube covers each range evenly with any number of draws. A Sobol' sequence covers
them jointly, if the number is a power of two, and other numbers are refused. Text shows a
summary, the other formats every draw. The same command gives the same bytes, whatever
--workers, and after an interruption with --resume.
"""


class _Given(NamedTuple):
    """What the user gave for the parameters: drawn, fixed, and settings of all draws."""

    drawn: dict[str, tuple[float, float]]
    fixed: dict[str, float]
    settings: dict[str, Any]


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the command's options to its parser.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        Parser of the command.
    """
    parser.set_defaults(run=print_simulation)
    parser.add_argument("model", metavar="MODEL", nargs="?", help="one of those that --list shows")
    parser.add_argument(
        "words",
        metavar="--PARAMETER VALUE",
        nargs=argparse.REMAINDER,
        help="parameters of the model, each a VALUE or LOW:HIGH",
    )
    _add_options(parser)


def _add_options(parser: argparse.ArgumentParser) -> None:
    which = parser.add_argument_group("which draws")
    which.add_argument("--draws", metavar="N", type=int, default=1000, help="how many (1000)")
    which.add_argument("--seed", metavar="N", type=int, default=1, help="of all that is random (1)")
    which.add_argument(
        "--design",
        choices=("latin-hypercube", "sobol"),
        default="latin-hypercube",
        help="how draws are spread over their ranges (latin-hypercube)",
    )
    which.add_argument(
        "--vary",
        action="store_true",
        help="also draw what is not named, from ranges of the book's study; --list shows them",
    )
    how = parser.add_argument_group("how to run them")
    how.add_argument("--workers", metavar="N", type=int, help="processes (one a processor)")
    how.add_argument(
        "--resume",
        metavar="FOLDER",
        type=Path,
        help="keep what is finished there, and go on from there",
    )
    how.add_argument("--no-progress", action="store_true", help="show no progress")
    add_output(parser, "how to print them")
    parser.set_defaults(format=None)
    parser.add_argument(
        "--list",
        action="store_true",
        help="print the models, or the parameters of MODEL, instead",
    )


def print_simulation(options: argparse.Namespace) -> None:
    """Run the model that the options ask for, and print what it gives.

    Parameters
    ----------
    options : argparse.Namespace
        What the user asked for, as the parser gives it.

    Raises
    ------
    Refused
        If there is no such model or parameter, a value is out of its range, the
        options do not go together, or no draw can be run.
    """
    if options.model is None:
        if not options.list:
            raise Refused(f"name a model; `{PROGRAM} simulate --list` prints all")
        put(_models(), options.out)
        return
    known = _parameters(options.model)
    options = _read(options, known)
    if options.list:
        put(_listed(known), options.out)
        return
    form = _format(options)
    given = _given(options, known)
    ensemble, design = _simulated(options, known, given)
    if len(ensemble.failures) == len(design):
        raise Refused(f"no draw could be run. The first: {ensemble.failures['error'].iloc[0]}")
    rows = design.rename_axis("draw").reset_index().join(ensemble.outputs)
    if len(ensemble.failures):
        rows["error"] = ensemble.failures["error"]
        _tell_failures(ensemble, len(design), given.drawn)
    if form == "text":
        put(_summary(options, ensemble, given), options.out)
    else:
        _write(rows, form, options)


# Reading -------------------------------------------------------------------------------


def _parameters(model: str) -> dict[str, Parameter]:
    from industrial_clusters.experiments import registry  # noqa: PLC0415

    try:
        return registry.parameters(model.replace("-", "_"))
    except KeyError as unknown:
        raise Refused(str(unknown.args[0]).replace("_", "-")) from unknown


def _read(options: argparse.Namespace, known: dict[str, Parameter]) -> argparse.Namespace:
    """Read what follows the model: options of the command, and its parameters."""
    parser = argparse.ArgumentParser(
        prog=f"{PROGRAM} {NAME} {options.model}",
        usage="%(prog)s [--PARAMETER VALUE or LOW:HIGH ...] [options]",
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    group = parser.add_argument_group("parameters, each a VALUE or LOW:HIGH")
    for name, parameter in known.items():
        group.add_argument(_option(name), dest=f"given {name}", metavar="V", help=_told(parameter))
    _add_options(parser)
    # A value that begins with a minus would be taken for an option.
    words = re.sub(r"(--[\w-]+)\0(-[\d.i])", r"\1=\2", "\0".join(options.words)).split("\0")
    read, unknown = parser.parse_known_args([word for word in words if word], options)
    if unknown:
        raise Refused(_unknown(unknown[0], options.model, [_option(name) for name in known]))
    return read


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _unknown(word: str, model: str, options: list[str]) -> str:
    asked = word.partition("=")[0]
    if not asked.startswith("-"):
        return f"{word!r} belongs to no parameter; write --NAME VALUE"
    near = difflib.get_close_matches(asked.replace("_", "-"), options, cutoff=0.5)
    return f"{model} has no {asked}" + (
        f"; did you mean {' or '.join(near)}?"
        if near
        else f"; `{PROGRAM} simulate {model} --list` prints what it has"
    )


def _format(options: argparse.Namespace) -> str:
    """Return the format asked for or that the file's name tells, and see to its folder."""
    ending = options.out.suffix[1:].lower() if options.out else ""
    form = options.format or (ending if ending in _FORMATS else "text")
    if form == "parquet":
        file_for_parquet(options.out)
    if options.out and not options.out.absolute().parent.is_dir():
        raise Refused(f"{options.out} cannot be written: there is no folder {options.out.parent}")
    return str(form)


def _given(options: argparse.Namespace, known: dict[str, Parameter]) -> _Given:
    """Sort the parameters into those drawn, those fixed, and settings."""
    given = _Given({}, {}, {})
    for name, parameter in known.items():
        text = getattr(options, f"given {name}")
        if parameter.allowed is None:
            if text is not None:
                given.settings[name] = _setting(parameter, text)
            continue
        low, high = _ends(parameter, text, vary=options.vary)
        for value in (low, high):
            _require_allowed(parameter, value)
        if low < high:
            given.drawn[name] = (low, high)
        else:
            given.fixed[name] = low
    return given


def _ends(parameter: Parameter, text: str | None, *, vary: bool) -> tuple[float, float]:
    if text is None:
        if vary and parameter.studied is not None:
            return parameter.studied
        return float(parameter.default), float(parameter.default)
    words = text.split(":")
    option = _option(parameter.name)
    try:
        low, high = float(words[0]), float(words[-1])
    except ValueError as error:
        raise Refused(f"{option} {text}: give a number, or LOW:HIGH") from error
    if len(words) > 2 or low > high or (low < high and math.inf in (-low, high)):
        raise Refused(f"{option} {text}: give a number, or two finite ones, the lower first")
    return low, high


def _require_allowed(parameter: Parameter, value: float) -> None:
    low, high = parameter.allowed or (-math.inf, math.inf)
    if not low <= value <= high:
        raise Refused(
            f"{_option(parameter.name)} {value:g} lies outside {low:g} to {high:g} "
            f"({parameter.unit})"
        )


def _setting(parameter: Parameter, text: str) -> Any:
    """Read a setting as what its default is."""
    kind = type(parameter.default)
    wanted = {bool: "yes or no", int: "one whole number", float: "one number"}.get(kind, "a word")
    words = {"yes": True, "true": True, "no": False, "false": False}
    try:
        return words[text.lower()] if kind is bool else kind(text)
    except (ValueError, KeyError) as error:
        raise Refused(
            f"{_option(parameter.name)} {text}: it is the same in all draws; give {wanted}"
        ) from error


# Running -------------------------------------------------------------------------------


def _simulated(
    options: argparse.Namespace, known: dict[str, Parameter], given: _Given
) -> tuple[Ensemble, pd.DataFrame]:
    """Return what the model gave, and the parameters of each draw."""
    from industrial_clusters.experiments import ensembles, registry  # noqa: PLC0415

    if options.workers is not None and options.workers < 1:
        raise Refused(f"--workers {options.workers}: give at least one process")
    model = registry.load(options.model.replace("-", "_"))
    try:
        # What is wrong with the settings is wrong with every draw.
        model.parameters(**given.fixed, **given.settings)
        design = _design(options, given)[[name for name in known if known[name].allowed]]
        ensemble = ensembles.run(
            model,
            design,
            options.seed,
            fixed=given.settings,
            executor=options.workers,
            folder=options.resume,
            progress=not options.no_progress,
        )
    except ValueError as error:
        raise Refused(str(error)) from error
    except (BrokenExecutor, KeyboardInterrupt) as error:
        lost = "interrupted" if isinstance(error, KeyboardInterrupt) else "a process was ended"
        raise Refused(f"{lost}; {_how_to_go_on(options)}") from error
    return ensemble, design


def _design(options: argparse.Namespace, given: _Given) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415

    from industrial_clusters.experiments import designs  # noqa: PLC0415

    if options.seed < 0:
        raise Refused(f"--seed {options.seed}: give a whole number of at least 0")
    spread = {
        "latin-hypercube": designs.latin_hypercube_design,
        "sobol": designs.sobol_design,
    }[options.design]
    if given.drawn:
        return spread(given.drawn, options.draws, options.seed).assign(**given.fixed)
    if options.draws < 1:
        raise Refused(f"--draws {options.draws}: give at least one")
    return pd.DataFrame(given.fixed, index=range(options.draws))


def _how_to_go_on(options: argparse.Namespace) -> str:
    if options.resume:
        return f"the same command goes on from what {options.resume} holds"
    return "with --resume FOLDER, what is finished would be kept"


def _tell_failures(ensemble: Ensemble, draws: int, drawn: dict[str, Any]) -> None:
    failures = ensemble.failures
    first = failures.iloc[0]
    values = ", ".join(f"{name} = {first[name]:g}" for name in drawn)
    tell(
        f"{len(failures)} of {draws} draws failed, and have no outputs. The first, "
        f"draw {failures.index[0]}{f' ({values})' if values else ''}: {first['error']}"
    )


# Printing ------------------------------------------------------------------------------


def _models() -> str:
    from industrial_clusters.evidence import readable  # noqa: PLC0415
    from industrial_clusters.experiments import registry  # noqa: PLC0415

    rows = [
        [name.replace("_", "-"), entry.question, entry.source]
        for name, entry in registry.MODELS.items()
    ]
    return readable.aligned(["model", "asks", "after"], rows, width())


def _listed(known: dict[str, Parameter]) -> str:
    from industrial_clusters.evidence import readable  # noqa: PLC0415

    rows = [
        [
            _option(name),
            _value(parameter.default),
            _range(parameter.allowed),
            _range(parameter.studied),
            parameter.unit or "the same in all draws",
        ]
        for name, parameter in known.items()
    ]
    return readable.aligned(["parameter", "default", "allowed", "--vary", "unit"], rows, width())


def _told(parameter: Parameter) -> str:
    words = [f"{parameter.unit}, {_range(parameter.allowed)}" if parameter.allowed else "one value"]
    words.append(f"default {_value(parameter.default)}")
    if parameter.studied:
        words.append(f"--vary {_range(parameter.studied)}")
    # argparse would read a percent sign as its own.
    return "; ".join(words).replace("%", "%%")


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _range(ends: tuple[float, float] | None) -> str:
    return f"{ends[0]:g}:{ends[1]:g}" if ends else ""


def _summary(options: argparse.Namespace, ensemble: Ensemble, given: _Given) -> str:
    """Return the parameters that vary and the outputs: lowest, middle and highest."""
    from industrial_clusters.evidence import readable  # noqa: PLC0415

    rows = [
        [_option(name), f"{low:g}", f"{(low + high) / 2:g}", f"{high:g}"]
        for name, (low, high) in given.drawn.items()
    ]
    rows += [
        [str(name), *(f"{value:.6g}" for value in (values.min(), values.median(), values.max()))]
        for name, values in ensemble.outputs.items()
    ]
    drawn = f", {options.design}" if given.drawn else ""
    return (
        f"{options.model}: {len(ensemble.outputs)} draws{drawn}, seed {options.seed}\n\n"
        + readable.aligned(["of all draws", "lowest", "middle", "highest"], rows, width())
    )


def _write(rows: pd.DataFrame, form: str, options: argparse.Namespace) -> None:
    if form == "csv":
        put(rows.to_csv(index=False, lineterminator="\n"), options.out)
    elif form == "json":
        put(_as_json(rows, options), options.out)
    else:
        _write_parquet(rows, file_for_parquet(options.out))


def _as_json(rows: pd.DataFrame, options: argparse.Namespace) -> str:
    lines = ",\n".join(
        json.dumps({name: _cell(cell) for name, cell in cells.items()}, ensure_ascii=False)
        for cells in rows.to_dict("records")
    )
    head = json.dumps({"model": options.model, "seed": options.seed, "design": options.design})
    return f'{head[:-1]}, "rows": [\n{lines}\n]}}\n'


def _cell(cell: Any) -> Any:
    """Return a cell as JSON has it, which knows neither missing nor infinite numbers."""
    if not isinstance(cell, float) or math.isfinite(cell):
        return cell
    return None if math.isnan(cell) else str(cell)


def _write_parquet(rows: pd.DataFrame, out: Path) -> None:
    import duckdb  # noqa: PLC0415

    with duckdb.connect() as engine:
        engine.register("draws", rows)
        file = str(out).replace("'", "''")
        try:
            engine.execute(f"COPY draws TO '{file}' (FORMAT parquet)")
        except duckdb.Error as error:
            raise Refused(f"{out} cannot be written: {error}") from error
