"""Twelve of the pack's checks as a sensible engineer writes them by hand: objects, and a loop over each kind.

It is what Holdfast is measured against (``loop.py``); a test holds both to the same verdicts. What could not be read
is None here too, and the loop takes the same care of it, for otherwise it would be asked less.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields, make_dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

FAIL, UNKNOWN, PASS, NOT_APPLICABLE = range(4)

_T = TypeVar("_T")


@dataclass(slots=True)
class Snapshot:
    """A snapshot of a volume."""

    arn: str
    account_id: str
    region: str
    name: str | None
    snapshot_id: str | None
    volume_id: str | None
    encrypted: bool | None
    is_public: bool | None


@dataclass(slots=True)
class Volume:
    """A volume."""

    arn: str
    account_id: str
    region: str
    name: str | None
    volume_id: str | None
    encrypted: bool | None


@dataclass(slots=True)
class Instance:
    """An instance."""

    arn: str
    account_id: str
    region: str
    name: str | None
    instance_id: str | None
    state: str | None
    metadata_tokens: str | None
    metadata_endpoint: str | None
    instance_profile_arn: str | None
    has_public_ip: bool | None
    public_ip: str | None


@dataclass(slots=True)
class SecurityGroup:
    """A security group."""

    arn: str
    account_id: str
    region: str


@dataclass(slots=True)
class Rule:
    """A rule of a security group."""

    security_group_arn: str
    rule: str
    direction: str | None
    protocol: str | None
    from_port: int | None
    to_port: int | None
    is_any_source: bool | None


@dataclass(slots=True)
class LogGroup:
    """A log group."""

    arn: str
    account_id: str
    region: str
    kms_key_arn: str | None
    retention_days: int | None


@dataclass(slots=True)
class Bucket:
    """A bucket."""

    arn: str
    account_id: str
    region: str
    versioning: str | None


@dataclass(slots=True)
class Role:
    """A role."""

    arn: str
    account_id: str
    region: str
    name: str | None
    path: str | None
    is_service_linked: bool | None


@dataclass(slots=True)
class RolePolicy:
    """A policy of a role."""

    role_arn: str
    policy_name: str | None
    allows_everything: bool | None


@dataclass(slots=True)
class Finding:
    """What a check says of a subject."""

    check: str
    subject: str
    account_id: str
    region: str
    status: int
    reason: str = ""


def read(kind: type[_T], files: Sequence[Path], *, whole: bool = False) -> list[_T]:
    """Return a table's rows as objects, of the attributes that the checks need or of all that is known."""
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]  # each of them is a dataclass
    made: Callable[..., Any] = kind
    if whole:
        names = pq.read_schema(files[0]).names if files else names
        made = make_dataclass(kind.__name__, names, slots=True)
    found: list[_T] = []
    for file in files:
        for batch in pq.ParquetFile(file).iter_batches(columns=names):
            found += [made(**row) for row in batch.to_pylist()]
    return found


def judge(files: Mapping[str, Sequence[Path]], *, whole: bool = False) -> list[Finding]:
    """Return what the twelve checks say of everything in these files, which stand under their tables' names."""

    def of(kind: type[_T], table: str) -> list[_T]:
        return read(kind, files[table], whole=whole)

    findings: list[Finding] = []
    findings += _each(of(Snapshot, "aws_ec2_snapshot"), SNAPSHOTS)
    findings += _each(of(Volume, "aws_ec2_volume"), VOLUMES)
    findings += _each(of(Instance, "aws_ec2_instance"), INSTANCES, _runs)
    findings += _each(of(LogGroup, "aws_logs_log_group"), LOG_GROUPS)
    findings += _each(of(Bucket, "aws_s3_bucket"), BUCKETS)
    rules: dict[str, list[Rule]] = defaultdict(list)
    for rule in of(Rule, "aws_ec2_security_group_rule"):
        rules[rule.security_group_arn].append(rule)
    for group in of(SecurityGroup, "aws_ec2_security_group"):
        findings += _security_group(group, rules[group.arn])
    policies: dict[str, list[RolePolicy]] = defaultdict(list)
    for policy in of(RolePolicy, "aws_iam_role_policy"):
        policies[policy.role_arn].append(policy)
    findings += [_no_administrator(role, policies[role.arn]) for role in of(Role, "aws_iam_role")]
    return findings


def _each(
    subjects: Sequence[Any],
    checks: Mapping[str, tuple[Callable[[Any], bool | None], Callable[[Any], str]]],
    applies: Callable[[Any], bool | None] = lambda _: True,
) -> Iterator[Finding]:
    for subject in subjects:
        due = applies(subject)
        for check, (passes, reason) in checks.items():
            yield _said(check, subject, due, passes(subject), partial(reason, subject))


def _said(check: str, subject: Any, applies: bool | None, passed: bool | None, reason: Callable[[], str]) -> Finding:  # noqa: ANN401, FBT001  any kind; three-valued
    place = (check, subject.arn, subject.account_id, subject.region)
    if applies is False:
        return Finding(*place, NOT_APPLICABLE)
    if applies is None or passed is None:
        return Finding(*place, UNKNOWN, "what it takes to judge this could not be read")
    return Finding(*place, PASS) if passed else Finding(*place, FAIL, reason())


def _not(value: bool | None) -> bool | None:  # noqa: FBT001  three-valued
    return None if value is None else not value


def _either(*values: bool | None) -> bool | None:
    """Return True if one is, else None if one is not known, else False."""
    if True in values:
        return True
    return None if None in values else False


def _all(*values: bool | None) -> bool | None:
    if False in values:
        return False
    return None if None in values else True


def _is(value: object, *wanted: object) -> bool | None:
    return None if value is None else value in wanted


def _runs(instance: Instance) -> bool | None:
    return _not(_is(instance.state, "terminated", "shutting-down"))


def _snapshot(one: Snapshot) -> str:
    return f"The snapshot {one.name or one.snapshot_id or one.arn} of {one.volume_id or 'a volume'}"


SNAPSHOTS: dict[str, tuple[Callable[[Snapshot], bool | None], Callable[[Snapshot], str]]] = {
    "aws.ec2.snapshot_encrypted": (lambda s: s.encrypted, lambda s: f"{_snapshot(s)} is not encrypted."),
    "aws.ec2.snapshot_not_public": (
        lambda s: _not(s.is_public),
        lambda s: f"{_snapshot(s)} can be read by every AWS account.",
    ),
}
VOLUMES: dict[str, tuple[Callable[[Volume], bool | None], Callable[[Volume], str]]] = {
    "aws.ec2.volume_encrypted": (
        lambda v: v.encrypted,
        lambda v: f"The volume {v.name or v.volume_id or v.arn} is not encrypted.",
    )
}
INSTANCES: dict[str, tuple[Callable[[Instance], bool | None], Callable[[Instance], str]]] = {
    "aws.ec2.instance_requires_imdsv2": (
        lambda i: _either(_is(i.metadata_tokens, "required"), _is(i.metadata_endpoint, "disabled")),
        lambda i: f"The metadata service of {i.name or i.instance_id or i.arn} answers without a session token.",
    ),
    "aws.ec2.instance_has_role": (
        lambda i: _not(_is(i.instance_profile_arn, "")),
        lambda i: f"{i.name or i.instance_id or i.arn} has no instance profile, so no role.",
    ),
    "aws.ec2.instance_has_no_public_ip": (
        lambda i: _not(i.has_public_ip),
        lambda i: f"{i.name or i.instance_id or i.arn} has the public address {i.public_ip or ''}.",
    ),
}
LOG_GROUPS: dict[str, tuple[Callable[[LogGroup], bool | None], Callable[[LogGroup], str]]] = {
    "aws.logs.log_group_encrypted_with_kms": (
        lambda g: _not(_is(g.kms_key_arn, "")),
        lambda _: "The log group names no KMS key.",
    ),
    "aws.logs.log_group_keeps_a_year": (
        lambda g: None if g.retention_days is None else g.retention_days == 0 or g.retention_days >= 365,
        lambda g: f"Lines are deleted after {g.retention_days} day{'' if g.retention_days == 1 else 's'}.",
    ),
}
BUCKETS: dict[str, tuple[Callable[[Bucket], bool | None], Callable[[Bucket], str]]] = {
    "aws.s3.bucket_versioned": (
        lambda b: _is(b.versioning, "Enabled"),
        lambda b: "Versioning is suspended." if b.versioning == "Suspended" else "Versioning was never turned on.",
    )
}


def _security_group(group: SecurityGroup, rules: Sequence[Rule]) -> Iterator[Finding]:
    for check, lets, end in (
        ("aws.ec2.security_group_no_ssh_from_internet", _lets_ssh, "SSH (port 22)"),
        ("aws.ec2.security_group_not_open_to_internet", _lets_all, "every port"),
    ):
        open_ones, unknown = [], False
        for rule in rules:
            match lets(rule):
                case True:
                    open_ones.append(rule.rule)
                case None:
                    unknown = True
        passed = False if open_ones else None if unknown else True
        yield _said(
            check,
            group,
            True,  # noqa: FBT003  it applies
            passed,
            lambda: f'The rule "{min(open_ones)}" lets the whole internet reach {end}.',  # noqa: B023  called at once
        )


def _lets_ssh(rule: Rule) -> bool | None:
    return _all(
        _is(rule.direction, "ingress"),
        rule.is_any_source,
        _is(rule.protocol, "tcp", "-1"),
        None if rule.from_port is None else rule.from_port <= 22,
        None if rule.to_port is None else rule.to_port >= 22,
    )


def _lets_all(rule: Rule) -> bool | None:
    ports = _all(
        _is(rule.protocol, "tcp", "udp"),
        None if rule.from_port is None else rule.from_port <= 1,
        _is(rule.to_port, 65535),
    )
    return _all(
        _is(rule.direction, "ingress"),
        rule.is_any_source,
        _is(rule.protocol, "tcp", "udp", "-1"),
        _either(_is(rule.protocol, "-1"), ports),
    )


def _no_administrator(role: Role, policies: Sequence[RolePolicy]) -> Finding:
    reserved = None if role.path is None else role.path.startswith("/aws-reserved/")
    applies = _all(_not(role.is_service_linked), _not(reserved))
    passed = _not(_either(*(policy.allows_everything for policy in policies)))
    named = [policy.policy_name for policy in policies if policy.allows_everything and policy.policy_name]
    return _said(
        "aws.iam.role_is_no_administrator",
        role,
        applies,
        passed,
        lambda: f"The role {role.name} may do everything, by the policy {min(named, default='')}.",
    )


#: The checks that stand here, by the names that the pack gives them.
CHECKS = (
    *SNAPSHOTS,
    *VOLUMES,
    *INSTANCES,
    *LOG_GROUPS,
    *BUCKETS,
    "aws.ec2.security_group_no_ssh_from_internet",
    "aws.ec2.security_group_not_open_to_internet",
    "aws.iam.role_is_no_administrator",
)

#: The tables that they read.
TABLES = (
    "aws_ec2_snapshot",
    "aws_ec2_volume",
    "aws_ec2_instance",
    "aws_ec2_security_group",
    "aws_ec2_security_group_rule",
    "aws_logs_log_group",
    "aws_s3_bucket",
    "aws_iam_role",
    "aws_iam_role_policy",
)
