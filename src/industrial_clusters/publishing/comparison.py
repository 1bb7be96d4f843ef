"""Compare two builds of the book, byte by byte."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def differences(first: Path, second: Path) -> list[str]:
    """Return one line for each file in which two folders differ.

    Parameters
    ----------
    first, second : pathlib.Path
        Folders of finished pages.
    """
    names = {path.relative_to(root) for root in (first, second) for path in _files(root)}
    lines = []
    for name in sorted(names):
        ours, theirs = first / name, second / name
        if not (ours.exists() and theirs.exists()):
            lines.append(f"{name}: only in {first if ours.exists() else second}")
        elif (difference := _first_difference(ours.read_bytes(), theirs.read_bytes())) is not None:
            lines.append(f"{name}: differs from byte {difference}")
    return lines


def _files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def _first_difference(ours: bytes, theirs: bytes) -> int | None:
    if ours == theirs:
        return None
    pairs = enumerate(zip(ours, theirs, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(ours), len(theirs)))


def main() -> None:
    """Print the differences of the two folders that the command line names."""
    parser = argparse.ArgumentParser(description="Compare two builds of the book, byte by byte.")
    parser.add_argument("folders", type=Path, nargs=2)
    first, second = parser.parse_args().folders
    for folder in (first, second):
        if not _files(folder):
            sys.exit(f"{folder} holds no files: nothing was compared")
    found = differences(first, second)
    for line in found:
        print(line)
    print(f"{len(found)} of {len(_files(first))} files differ")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
