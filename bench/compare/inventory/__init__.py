"""What the compared accounts hold beside what the collector's own tests make, a module for each group of services.

A module's ``seed`` fills the one account with variants that pass and that fail; ``seed_other`` sets in a second
account what an account or a region has only once, the other way round. A new service is a module, and a line here.
A third account has been opened, and little more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from compare.inventory import compute, databases, edge, identity, messages, networks, storage, watch
from compare.inventory.place import HOME, sign_in

if TYPE_CHECKING:
    from compare.inventory.place import Place

#: The account of the collector's tests, the one that has the other way round what there is once, and a new one.
FIRST, OTHER, NEW = "123456789012", "222222222222", "333333333333"

MODULES = (identity, storage, networks, compute, databases, messages, edge, watch)


def seed(url: str) -> tuple[Place, ...]:
    """Fill the accounts, and return them with the regions that are compared in each."""
    first, other, new = sign_in(url, FIRST), sign_in(url, OTHER), sign_in(url, NEW, regions=(HOME, "us-east-1"))
    for module in MODULES:
        module.seed(first)
        if hasattr(module, "seed_other"):
            module.seed_other(other)
    watch.seed_new(new)
    return first, other, new
