"""The data package as files that readers of the book take with them.

Every table as CSV (the bytes of ``data/``), JSON and Parquet, beside the descriptor
with the size and checksum of each file, the codebook, and one archive of the package.
All bytes follow from the data and the locked versions alone: no clock, no machine.
"""

from __future__ import annotations

import copy
import hashlib
import io
import json
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

from sphinx.application import Sphinx

from industrial_clusters import evidence
from industrial_clusters.evidence import codebook, formats

# Beside the data page, below the folder of the finished pages.
FOLDER = "reference/data-package"
CHECKSUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class File:
    """A file to download.

    Parameters
    ----------
    name : str
        Its name within :data:`FOLDER`.
    size : int
        Its length in bytes.
    sha256 : str
        Its checksum, in hexadecimal digits.
    """

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TableFiles:
    """The files of one table.

    Parameters
    ----------
    name, title : str
        The table's name and title in the descriptor.
    rows : int
        Number of its rows.
    csv, json, parquet : File
        The same rows in three formats.
    """

    name: str
    title: str
    rows: int
    csv: File
    json: File
    parquet: File


def files() -> dict[str, File]:
    """Return every file to download by its name, in the order of names.

    Examples
    --------
    >>> files()["observations.parquet"].name
    'observations.parquet'
    """
    return {name: _file(name, content) for name, content in sorted(contents().items())}


def tables() -> dict[str, TableFiles]:
    """Return the files of each table by its name, in the order of the descriptor.

    Examples
    --------
    >>> units = tables()["units"]
    >>> units.title, units.csv.name, units.json.name
    ('Units of observations and of amounts on ties', 'units.csv', 'units.json')
    """
    found = files()
    titles = {
        resource["name"]: resource["title"] for resource in evidence.descriptor()["resources"]
    }
    return {
        name: TableFiles(
            name,
            titles[name],
            len(formats.rows(name)),
            found[f"{name}.csv"],
            found[f"{name}.json"],
            found[f"{name}.parquet"],
        )
        for name in evidence.table_names()
    }


def archive_name() -> str:
    """Return the name of the archive, the same for every version: a link to it lasts.

    Examples
    --------
    >>> archive_name()
    'industrial-clusters-evidence.zip'
    """
    return f"{evidence.descriptor()['name']}.zip"


def contents() -> dict[str, bytes]:
    """Return the content of every file to download by its name.

    Examples
    --------
    >>> contents()["series.csv"].partition(b",")[0]
    b'id'
    """
    package = _package()
    found = package | {archive_name(): _archive(package)}
    for name in evidence.table_names():
        rows = formats.rows(name)
        found[f"{name}.json"] = formats.as_json(name, rows).encode()
        found[f"{name}.parquet"] = formats.as_parquet(name, rows)
    sums = "".join(f"{_file(name, found[name]).sha256}  {name}\n" for name in sorted(found))
    return found | {CHECKSUMS: sums.encode()}


def write(output: Path) -> None:
    """Write the files below a folder of finished pages, and remove what else was there.

    Parameters
    ----------
    output : pathlib.Path
        Folder of the finished pages.
    """
    folder = output / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in contents().items():
        (folder / name).write_bytes(content)


def _file(name: str, content: bytes) -> File:
    return File(name, len(content), hashlib.sha256(content).hexdigest())


def _package() -> dict[str, bytes]:
    """Return the data package as it is published: files, descriptor, codebook."""
    folder, described = evidence.data_folder(), copy.deepcopy(evidence.descriptor())
    package = {}
    for resource in described["resources"]:
        content = (folder / resource["path"]).read_bytes()
        package[resource["path"]] = content
        file = _file(resource["path"], content)
        # By these the reader's own tool checks what arrived.
        resource |= {"bytes": file.size, "hash": f"sha256:{file.sha256}"}
    text = json.dumps(described, ensure_ascii=False, indent=1)
    package["datapackage.json"] = f"{text}\n".encode()
    package[codebook.NAME] = codebook.text(folder).encode()
    return package


def _archive(package: dict[str, bytes]) -> bytes:
    described = evidence.descriptor()
    inside = f"{described['name']}-{described['version']}"
    written = io.BytesIO()
    # Stored, not compressed: versions of zlib compress to different bytes.
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(package):
            # The earliest time that the format knows, on the system that all programs expect.
            entry = zipfile.ZipInfo(f"{inside}/{name}")
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, package[name])
    return written.getvalue()


def write_downloads(app: Sphinx, failure: Exception | None) -> None:
    """Put the files beside the finished pages."""
    if failure is None and app.builder.format == "html":
        write(Path(app.outdir))


def setup(app: Sphinx) -> None:
    """Connect the step to the build."""
    app.connect("build-finished", write_downloads)
