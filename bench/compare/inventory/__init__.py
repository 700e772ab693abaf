"""What the compared accounts hold beside what the collector's own tests make, a module for each group of services.

A module's ``seed`` fills the one account with variants that pass and that fail; ``seed_other`` sets in a second
account what an account or a region has only once, the other way round. A new service is a module, and a line here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from compare.inventory import compute, databases, edge, identity, messages, networks, storage, watch

if TYPE_CHECKING:
    from compare.inventory.place import Place

#: The accounts: of the collector's tests, and beside it.
FIRST, OTHER = "123456789012", "222222222222"

MODULES = (identity, storage, networks, compute, databases, messages, edge, watch)


def seed_both(first: Place, other: Place) -> None:
    """Fill both accounts."""
    for module in MODULES:
        module.seed(first)
        if hasattr(module, "seed_other"):
            module.seed_other(other)
