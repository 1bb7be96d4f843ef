"""The codebook of the data package, ``data/README.md``, written from its descriptor.

``python -m industrial_clusters.evidence.codebook [FOLDER]`` writes it; with ``--check``
it writes nothing, and exits with status 1 where the codebook is not what it would write.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from string import Template
from typing import Any

from industrial_clusters.evidence.quantity import stated_bounds
from industrial_clusters.evidence.tables import data_folder
from industrial_clusters.evidence.wording import grouped

NAME = "README.md"
COMMAND = "python -m industrial_clusters.evidence.codebook"

# Printed words, qualifier, number, whether the unit is whole: the rule of bounds by example.
_EXAMPLES = [
    ("183 firms", "exact", 183, True),
    ("about 310,000 people", "about", 310_000, True),
    ("about 1.5 km", "about", 1.5, False),
    ("at least 170 households", "at least", 170, True),
    ("more than 30 firms", "more than", 30, True),
    ("more than 2.5%", "more than", 2.5, False),
    ("at most 60 firms", "at most", 60, True),
    ("fewer than 10 firms", "fewer than", 10, True),
]


def text(folder: Path) -> str:
    """Return the codebook of a data package.

    Parameters
    ----------
    folder : pathlib.Path
        Folder that holds ``datapackage.json`` and its tables.

    Examples
    --------
    >>> "## How to cite the data" in text(data_folder())
    True
    """
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    resources = package["resources"]
    tables = [resource for resource in resources if "schema" in resource]
    (licence,) = package["licenses"]
    template = Path(__file__).with_name("codebook.md").read_text(encoding="utf-8")
    return Template(template).substitute(
        title=package["title"],
        description=package["description"],
        version=package["version"],
        author=", ".join(person["title"] for person in package["contributors"]),
        year=package["created"][:4],
        licence=f"[{licence['title']} ({licence['name']})]({licence['path']})",
        count=len(tables),
        bounds=_bounds(),
        speakers=_speakers(tables),
        tables="\n\n".join(_section(folder, table) for table in tables),
        others="\n".join(_other(folder, r) for r in resources if "schema" not in r),
    )


def _bounds() -> str:
    rows = [
        (words, qualifier, grouped(value), *stated_bounds(qualifier, value, whole=whole))
        for words, qualifier, value, whole in _EXAMPLES
    ]
    head = ["printed", "`qualifier`", "`value`", "`low`", "`high`"]
    return _table(head, [*rows, ("20 to 30 firms", "range", "", 20, 30)])


def _speakers(tables: list[dict[str, Any]]) -> str:
    observations = next(table for table in tables if table["name"] == "observations")
    field = next(f for f in observations["schema"]["fields"] if f["name"] == "speaker")
    meaning: str = field["description"].partition(": ")[2]
    return meaning


def _section(folder: Path, table: dict[str, Any]) -> str:
    keys = {key["fields"][0]: key["reference"] for key in table["schema"].get("foreignKeys", [])}
    rows = [
        (
            f"`{field['name']}`",
            field["type"],
            "yes" if field.get("constraints", {}).get("required") else "",
            _allowed(field.get("constraints", {}), keys.get(field["name"]), table["name"]),
            field["description"],
        )
        for field in table["schema"]["fields"]
    ]
    with (folder / table["path"]).open(encoding="utf-8", newline="") as file:
        count = sum(1 for _ in csv.reader(file)) - 1
    return "\n\n".join(
        [
            f"### {table['name']}",
            f"{table['title']}.",
            f"{grouped(count)} rows in {_checked(folder, table)}.",
            _table(["column", "type", "required", "allowed", "meaning"], rows),
        ]
    )


def _allowed(limits: dict[str, Any], key: dict[str, Any] | None, table: str) -> str:
    said = {
        "unique": "unique",
        "enum": ", ".join(f"`{value}`" for value in limits.get("enum", [])),
        "pattern": f"pattern `{limits.get('pattern')}`",
        "minimum": f"at least {limits.get('minimum')}",
        "maximum": f"at most {limits.get('maximum')}",
        "minLength": f"{limits.get('minLength')} characters or more",
        "maxLength": f"{limits.get('maxLength')} characters or fewer",
    }
    words = [said[limit] for limit in said if limit in limits]
    if key:
        # Frictionless writes the table itself as an empty name.
        target = key["resource"] or table
        words.append(f"`{key['fields'][0]}` of [{target}](#{target})")
    return "; ".join(words)


def _other(folder: Path, resource: dict[str, Any]) -> str:
    return f"- {_checked(folder, resource)}: {resource['title']}. {resource['description']}"


def _checked(folder: Path, resource: dict[str, Any]) -> str:
    content = (folder / resource["path"]).read_bytes()
    checksum = hashlib.sha256(content).hexdigest()
    return f"`{resource['path']}` ({grouped(len(content))} bytes, sha256 `{checksum}`)"


def _table(head: list[str], rows: Iterable[tuple[object, ...]]) -> str:
    lines = [head, ["---"] * len(head), *([_cell(value) for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: object) -> str:
    if isinstance(value, int | float):
        return grouped(value)
    return "" if value is None else str(value).replace("|", "\\|")


def main(arguments: list[str] | None = None) -> None:
    """Write the codebook, or check that it is current, as the command line asks."""
    parser = argparse.ArgumentParser(description="Write data/README.md from the data package.")
    parser.add_argument("folder", type=Path, nargs="?", default=data_folder())
    parser.add_argument("--check", action="store_true", help="write nothing; fail if it is stale")
    options = parser.parse_args(arguments)
    path, wanted = options.folder / NAME, text(options.folder)
    if not options.check:
        path.write_text(wanted, encoding="utf-8", newline="\n")
        print(f"{path} is written.")
    elif not path.exists() or path.read_text(encoding="utf-8") != wanted:
        sys.exit(f"{path} is stale: run `{COMMAND}` and commit the result.")
    else:
        print(f"{path} is current.")


if __name__ == "__main__":
    main()
