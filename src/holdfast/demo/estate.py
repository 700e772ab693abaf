"""Papermoon's AWS estate, in stages: each stage is one step of the story that the console tells.

A stage is a function on the accounts; calling the stages in order builds the estate as it
stood at that time. What a stage leaves wrong is meant: see ``company/README.md`` for the story.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfast.demo.estate_audit import REGIONS, audit_everywhere, audit_in_one_region, remove_default_networks
from holdfast.demo.estate_data import first_stores, mend_the_stores
from holdfast.demo.estate_edge import first_front, open_the_print_shop_s_front
from holdfast.demo.estate_people import identities, tidy_identities
from holdfast.demo.estate_services import (
    first_services,
    launch_print_shop,
    mend_the_exports,
    mend_the_print_shop,
    share_a_snapshot,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfast.demo.simulated_aws import Account, SimulatedAws

PRODUCTION = "111111111111"
STAGING = "222222222222"
SECURITY = "333333333333"


@dataclass(frozen=True, slots=True)
class Accounts:
    """Papermoon's three accounts."""

    production: Account
    staging: Account
    security: Account


@dataclass(frozen=True, slots=True)
class Stage:
    """What changed, and how many days ago it had."""

    days_ago: int
    title: str
    steps: tuple[Callable[[Accounts], None], ...]


STAGES = (
    Stage(
        35,
        "the first look: nobody had asked before",
        (identities, first_services, first_stores, audit_in_one_region, first_front),
    ),
    Stage(21, "the trail and the detectors are on everywhere", (audit_everywhere, remove_default_networks)),
    Stage(
        6,
        "the exports are private, and the print shop opens",
        (mend_the_exports, mend_the_stores, tidy_identities, launch_print_shop, open_the_print_shop_s_front),
    ),
    Stage(0, "today", (mend_the_print_shop, share_a_snapshot)),
)


def build(aws: SimulatedAws, number: int) -> None:
    """Build stage ``number``; its identifiers are the same at every start."""
    aws.fix_chance(27001 + number)
    accounts = _open_accounts(aws)
    if number == 0:
        _let_there_be_regions(accounts)
    for step in STAGES[number].steps:
        step(accounts)


def _let_there_be_regions(accounts: Accounts) -> None:
    """Call where AWS makes things unasked, so that readers at once do not settle by chance which comes first."""
    for account in (accounts.production, accounts.staging, accounts.security):
        for region in REGIONS:
            account.client("ec2", region_name=region).describe_vpcs()
            account.client("sso-admin", region_name=region).list_instances()


def _open_accounts(aws: SimulatedAws) -> Accounts:
    """Sign in to the simulated accounts."""
    return Accounts(aws.account(PRODUCTION), aws.account(STAGING), aws.account(SECURITY))
