"""What botocore knows of the services, without what reading never needs.

botocore describes every operation of a service and documents each; whole, the descriptions of the services that
are read take more memory than all else together. Here only the operations remain that a table declares, with the
shapes that they reach: so a client cannot even be asked for anything else.
"""

from __future__ import annotations

import gzip
import json
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.loaders import JSONFileLoader, Loader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdfast.collectors.aws.reader import Service

#: Asked before any table: who one is and which regions there are; and an organization's accounts.
_ALWAYS = ("GetCallerIdentity", "DescribeRegions", "ListAccounts")
#: Asked by botocore itself, while it signs in: their descriptions stay whole.
_SIGN_IN = frozenset({"sts", "sso", "sso-oidc", "signin"})
_DOCUMENTATION = "documentation"


class _Files(JSONFileLoader):  # type: ignore[misc]  # botocore carries no types
    """Reads a description without its documentation, into plain dicts."""

    def load_file(self, file_path: str) -> Any:  # noqa: ANN401  as JSON gives it
        """Return what the file says, None where there is none; ``file_path`` is without its ending."""
        for ending, read in ((".json", Path.read_bytes), (".json.gz", _unzipped)):
            path = Path(file_path + ending)
            if path.is_file():
                return json.loads(read(path), object_hook=_undocumented)
        return None


class LeanLoader(Loader):  # type: ignore[misc]  # botocore carries no types
    """A loader for all sessions of a run: each description is read once, and kept for what ``services`` ask."""

    def __init__(self, services: Iterable[Service]) -> None:
        super().__init__(file_loader=_Files())
        calls = (call for service in services for table in service.tables for call in table.calls)
        self._wanted = frozenset(_plain(name) for name in (*_ALWAYS, *(call.partition(":")[2] for call in calls)))
        self._lock = threading.RLock()
        self._pruned: set[tuple[object, ...]] = set()

    def load_service_model(self, service_name: str, type_name: str, api_version: str | None = None) -> Any:  # noqa: ANN401  as JSON gives it
        """Return a service's description. Raises botocore's UnknownServiceError and DataNotFoundError."""
        with self._lock:
            model = super().load_service_model(service_name, type_name, api_version)
            asked = (service_name, type_name, api_version)
            if type_name == "service-2" and service_name not in _SIGN_IN and asked not in self._pruned:
                self._pruned.add(asked)
                _prune(model, self._wanted)
            return model

    def load_data_with_path(self, name: str) -> Any:  # noqa: ANN401  as JSON gives it
        """Return a file's data and its path. Raises botocore's DataNotFoundError."""
        with self._lock:
            return super().load_data_with_path(name)


def _plain(operation: str) -> str:
    """Return an operation's name however it is written: ``ListQueues`` or ``list_queues``."""
    return operation.replace("_", "").lower()


def _unzipped(path: Path) -> bytes:
    with gzip.open(path) as file:
        return file.read()


def _undocumented(found: dict[str, Any]) -> dict[str, Any]:
    if isinstance(found.get(_DOCUMENTATION), str):  # a member of that name is described by more than a text
        found[_DOCUMENTATION] = ""
    return found


def _prune(model: dict[str, Any], wanted: frozenset[str]) -> None:
    """Leave the wanted operations and what they reach, in place: the loader keeps this very object."""
    model["operations"] = {name: one for name, one in model["operations"].items() if _plain(name) in wanted}
    roots = [
        one["shape"]
        for operation in model["operations"].values()
        for one in (operation.get("input"), operation.get("output"), *operation.get("errors", ()))
        if one
    ]
    reached: set[str] = set()
    while roots:
        name = roots.pop()
        if name not in reached:
            reached.add(name)
            shape = model["shapes"][name]
            inside = (shape.get("member"), shape.get("key"), shape.get("value"), *shape.get("members", {}).values())
            roots += [one["shape"] for one in inside if one]
    model["shapes"] = {name: shape for name, shape in model["shapes"].items() if name in reached}
