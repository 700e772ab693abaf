"""One account with everything in it that the tests of the AWS collector's services make, each for itself.

A module in tests/collectors/aws whose function ``seed(aws)`` (or ``seed_...(aws)``) fills an account is met
here without being named, and so are its ``ANSWERS`` to what moto cannot say. Where a test fills the account
itself before it asks ``hold_to_costs``, it is begun and left at that point. So what makes a new service be asked
everything stands beside its own tests.
"""

from __future__ import annotations

import importlib
import inspect
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import iam_estate
import test_caches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    import pytest
    from simulated_account import SimulatedAws

_SEEDS = Path(iam_estate.__file__).parent

#: What another one calls by itself.
_PARTS = frozenset({"regional_estate.seed_network"})

#: Answers to what moto cannot be made to say.
_UNKNOWN_TO_MOTO = {
    "elasticache:DescribeServerlessCaches": test_caches.SERVERLESS,
    "elasticache:ListTagsForResource": {"TagList": test_caches.TAGS},
}


def seed_everything(aws: SimulatedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fill the account."""
    iam_estate.seed(aws, monkeypatch)  # first: it empties IAM, to make AWS's own policies known
    for module in _modules():
        for fill in _fillers(module):
            fill(aws)
        _begin_tests(module, aws, monkeypatch)
        aws.answers |= getattr(module, "ANSWERS", {})
    aws.answers |= _UNKNOWN_TO_MOTO
    iam = aws.seed.client("iam")
    while iam.generate_credential_report()["State"] != "COMPLETE":
        pass  # each question brings the report on; the collector would wait between them


class _FilledError(Exception):
    """The account is filled; the test need not go on."""


def _begin_tests(module: ModuleType, aws: SimulatedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin each test that fills the account itself, until it asks what denials cost."""

    def leave(*_: object, **__: object) -> NoReturn:
        raise _FilledError

    fill_by_name = {fill.__name__ for fill in _fillers(module)}
    with monkeypatch.context() as patched:
        patched.setattr(module, "hold_to_costs", leave, raising=False)
        for name, test in sorted(vars(module).items()):
            if name.startswith("test_") and "hold_to_costs" in test.__code__.co_names:
                fills_itself = not fill_by_name & set(test.__code__.co_names)
                if fills_itself and list(inspect.signature(test).parameters) == ["aws"]:
                    with suppress(_FilledError):
                        test(aws)


def _modules() -> Iterator[ModuleType]:
    for file in sorted(_SEEDS.glob("*.py")):
        yield importlib.import_module(file.stem)


def _fillers(module: ModuleType) -> Iterator[Callable[[SimulatedAws], object]]:
    for name, made in sorted(vars(module).items()):
        if (name == "seed" or name.startswith("seed_")) and getattr(made, "__module__", "") == module.__name__:
            takes_the_account_alone = list(inspect.signature(made).parameters) == ["aws"]
            if takes_the_account_alone and f"{module.__name__}.{name}" not in _PARTS:
                yield made
