"""One account with everything in it that the tests of the AWS collector's services make, each for itself.

A module in tests/collectors/aws whose function ``seed(aws)`` (or ``seed_...(aws)``) fills an account is met
here without being named, and so are its ``ANSWERS`` to what moto cannot say. So what makes a new service be
asked everything stands beside its own tests.
"""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path
from typing import TYPE_CHECKING

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
        aws.answers |= getattr(module, "ANSWERS", {})
    aws.answers |= _UNKNOWN_TO_MOTO
    iam = aws.seed.client("iam")
    while iam.generate_credential_report()["State"] != "COMPLETE":
        pass  # each question brings the report on; the collector would wait between them


def _modules() -> Iterator[ModuleType]:
    for file in sorted(_SEEDS.glob("*.py")):
        yield importlib.import_module(file.stem)


def _fillers(module: ModuleType) -> Iterator[Callable[[SimulatedAws], object]]:
    for name, made in sorted(vars(module).items()):
        if (name == "seed" or name.startswith("seed_")) and getattr(made, "__module__", "") == module.__name__:
            takes_the_account_alone = list(inspect.signature(made).parameters) == ["aws"]
            if takes_the_account_alone and f"{module.__name__}.{name}" not in _PARTS:
                yield made
