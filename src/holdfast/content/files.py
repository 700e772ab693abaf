"""Which files are content, and their bytes: the pack's and the company's, in one order."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from holdfast.content.problems import Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The default content, inside the package.
PACK = Path(__file__).parent.parent / "pack"

#: The company's single files, and the folders that are read whole, with the ending of their files.
SINGLE = (
    "holdfast.yaml",
    "scope.yaml",
    "deadlines.yaml",
    "teams.yaml",
    "people.yaml",
    "ownership.yaml",
    "applicability.yaml",
    "risk.yaml",
)
FOLDERS = {
    "frameworks": ".yaml",
    "programs": ".yaml",
    "attestations": ".yaml",
    "assurances": ".yaml",
    "responsibility": ".yaml",
    "checks": ".sql",
}

#: Bytes of one file. People keep nothing larger by hand, and lists of 50,000 fit.
_MOST = 10_000_000

_WRITE_ONE = """Run `holdfast demo` to see an example company, or write one. Three lines are enough:
      name: Acme
      about: Invoices for small shops.
      sources: {aws: {}}"""


@dataclass(frozen=True, slots=True)
class TextFile:
    """One file of content. ``label`` is its path for people: within the company's folder, or ``pack/...``."""

    label: str
    content: bytes
    from_company: bool

    @property
    def folder(self) -> str:
        """The folder that says what the file holds (``checks``); empty for a single file."""
        parts = self.label.removeprefix("pack/").split("/")
        return parts[0] if len(parts) > 1 else ""

    def text(self) -> tuple[str, list[Problem]]:
        """Return the decoded text, or an empty one and the problem with it."""
        try:
            return self.content.decode("utf-8-sig"), []
        except UnicodeDecodeError as error:
            line = self.content.count(b"\n", 0, error.start) + 1
            return "", [Problem(self.label, line, "the file is not UTF-8 text", "Save it with the encoding UTF-8.")]


@dataclass(frozen=True, slots=True)
class CheckFile:
    """A check's file as the checks' compiler is given it; ``label`` is its path for people."""

    label: str
    text: str
    from_company: bool


def read_files(company: Path | None) -> tuple[list[TextFile], list[Problem]]:
    """Return the pack's files, then the company's, each in order of path; and what could not be read."""
    files: list[TextFile] = []
    problems: list[Problem] = []
    for folder, ending in FOLDERS.items():
        _read_folder(PACK, folder, ending, files, problems)
    if company is None:
        return files, problems
    if not (company / "holdfast.yaml").exists():
        problems.append(Problem("holdfast.yaml", 0, f"there is none in {company}", _WRITE_ONE))
        return files, problems
    for name in SINGLE:
        if (company / name).exists() or (company / name).is_symlink():
            _read(company / name, name, files, problems, from_company=True)
    problems.extend(_misnamed(company))
    for folder, ending in FOLDERS.items():
        _read_folder(company, folder, ending, files, problems)
    return files, problems


def _read_folder(root: Path, folder: str, ending: str, files: list[TextFile], problems: list[Problem]) -> None:
    from_company = root != PACK
    prefix = "" if from_company else "pack/"
    if (root / folder).is_file():
        problems.append(Problem(folder, 0, "this is a file, where a folder is expected", f"Move it into {folder}/."))
    for path in _walk(root / folder):
        label = prefix + path.relative_to(root).as_posix()
        if path.name.endswith(ending):
            _read(path, label, files, problems, from_company=from_company)
        elif from_company and path.suffix == ".yml":
            problems.append(Problem(label, 0, "files that end in .yml are not read", "Rename it to end in .yaml."))


def _walk(folder: Path) -> Iterator[Path]:
    """Yield what lies below ``folder`` in order of path; a folder only where its name ends like a file's."""
    if not folder.is_dir():
        return
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and (path.suffix in {".yaml", ".yml", ".sql"}):
            yield path


def _read(path: Path, label: str, files: list[TextFile], problems: list[Problem], *, from_company: bool) -> None:
    try:
        size = path.stat().st_size
        if size > _MOST:
            what = f"the file has {size / 1e6:,.0f} MB; no more than {_MOST / 1e6:,.0f} MB are read"
            problems.append(Problem(label, 0, what, "Split it, or take out what is not text of yours."))
            return
        files.append(TextFile(label, path.read_bytes(), from_company))
    except IsADirectoryError:
        problems.append(Problem(label, 0, "this is a folder, where a file is expected", "Rename or remove the folder."))
    except OSError as error:
        what = f"the file cannot be read: {error.strerror or error}"
        problems.append(Problem(label, 0, what, "Check that it exists and that you may read it."))


def _misnamed(company: Path) -> Iterator[Problem]:
    """Yield files at the root whose names are nearly those that are read."""
    for path in sorted(company.iterdir()):
        if path.suffix in {".yaml", ".yml"} and path.name not in SINGLE:
            near = did_you_mean(path.stem, [name.removesuffix(".yaml") for name in SINGLE])
            if near:
                right = near.split("`")[1]
                yield Problem(path.name, 0, "this file is not read", f"Rename it to `{right}.yaml`, or move it away.")
