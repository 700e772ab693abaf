"""Fills a store with facts of a large estate: every name, ARN, id and time is its own.

Values follow from a hash of row and column, so two runs give the same estate; nothing repeats in
a pattern that compression or zone maps could profit from more than they would in a real one.
Shares of kinds, tags and NULLs are those of a large company's accounts.

    python bench/generate.py STORE --subjects 1000000
"""

from __future__ import annotations

import argparse
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from holdfast.collectors.registry import catalogue
from holdfast.facts.duckdb import Engine, quoted
from holdfast.facts.store import Store
from holdfast.facts.tables import Column, Coverage, Scope, State, Table, Type

if TYPE_CHECKING:
    from collections.abc import Collection

MOMENT = datetime(2026, 11, 24, 6, tzinfo=UTC)

#: Subjects of each kind in a million; what is not named here stands once an account, or a region of it.
SHARES = {
    "aws_ec2_instance": 90_000,
    "aws_ec2_volume": 140_000,
    "aws_ec2_snapshot": 150_000,
    "aws_ec2_image": 12_000,
    "aws_ec2_security_group": 100_000,
    "aws_ec2_network_interface": 120_000,
    "aws_ec2_elastic_ip": 8_000,
    "aws_ec2_vpc": 6_000,
    "aws_ec2_subnet": 30_000,
    "aws_ec2_network_acl": 8_000,
    "aws_ec2_flow_log": 5_000,
    "aws_lambda_function": 70_000,
    "aws_logs_log_group": 90_000,
    "aws_s3_bucket": 40_000,
    "aws_iam_role": 45_000,
    "aws_iam_user": 9_000,
    "aws_iam_group": 1_500,
    "aws_iam_policy": 20_000,
    "aws_kms_key": 12_000,
    "aws_sqs_queue": 15_000,
    "aws_sns_topic": 9_000,
    "aws_dynamodb_table": 7_000,
    "aws_secretsmanager_secret": 12_000,
    "aws_ecr_repository": 6_000,
    "aws_rds_instance": 5_000,
    "aws_rds_cluster": 2_500,
    "aws_rds_snapshot": 20_000,
}

#: Most rows of a child table that one subject has.
FANS = {"aws_ec2_security_group_rule": 11, "aws_ec2_network_acl_entry": 8}
FAN = 4

ACCOUNTS = 120
REGIONS = ("us-east-1", "eu-west-1", "eu-central-1", "us-west-2", "ap-southeast-2", "ap-northeast-1", "eu-north-1")
_WORDS = (
    "invoice ledger orders parcel customs rates tariff route depot label scan pickup courier "
    "hub lane freight pallet quote claims refund payout wallet risk fraud search catalog "
    "image media video feed graph event stream batch report metric trace audit secret "
    "login session consent mail notify push partner portal mobile edge cache queue worker "
)
WORDS = _WORDS.split()
TEAMS = [f"{word}-team" for word in WORDS[:40]]
ENVIRONMENTS = ("prod", "prod", "prod", "stage", "dev", "dev", "test")

_ENUMS = {
    "effect": ("Allow", "Allow", "Allow", "Deny"),
    "principal_type": ("AWS", "Service", "AWS", "*"),
    "state": ("running", "available", "in-use", "stopped"),
    "direction": ("ingress", "egress"),
    "protocol": ("tcp", "tcp", "tcp", "udp", "-1"),
    "versioning": ("Enabled", "", "Suspended"),
    "runtime": ("python3.12", "nodejs20.x", "java17", "python3.8"),
    "engine": ("postgres", "mysql", "aurora-postgresql"),
    "metadata_tokens": ("required", "required", "optional"),
    "cidr_ipv4": ("10.0.0.0/8", "0.0.0.0/0", "", "192.168.0.0/16"),
    "cidr_ipv6": ("", "", "", "::/0"),
    "family": ("ipv4", "ipv6"),
    "manager": ("CUSTOMER", "CUSTOMER", "AWS"),
}
_SHARE_TRUE = {"is_public": 0.01, "publicly_accessible": 0.02, "encrypted": 0.93, "storage_encrypted": 0.95}


def number(salt: str, *, row: str = "i") -> str:
    """Return SQL of a number from 0 to 1 that is the row's own."""
    return f"(hash({row}, {quoted(salt)}) / 18446744073709551616.0)"


def pick(salt: str, options: tuple[str, ...] | list[str], *, row: str = "i", skew: int = 1) -> str:
    """Return SQL of one of ``options``; ``skew`` 2 or more favours the first ones."""
    listed = ", ".join(quoted(option) for option in options)
    return f"([{listed}])[1 + CAST(floor(power({number(salt, row=row)}, {skew}) * {len(options)}) AS INTEGER)]"


def hexes(salt: str, digits: int, *, row: str = "i") -> str:
    """Return SQL of hexadecimal digits."""
    return f"substr(md5(concat({row}, {quoted(salt)})), 1, {digits})"


def value(table: Table, column: Column, row: str) -> str:
    """Return SQL of one column's value; one cell in a thousand could not be read."""
    salt = f"{table.name}.{column.name}"
    sql = _whole(column, row, salt)
    if column.name in table.never_null:
        return sql
    return f"CASE WHEN {number(salt + '?', row=row)} >= 0.001 THEN {sql} END"


def _whole(column: Column, row: str, salt: str) -> str:
    chance = number(salt, row=row)
    if column.type is Type.TEXT:
        return _text(column, row, salt, chance)
    if column.type is Type.INT and column.name.endswith("port"):
        return f"([22, 80, 443, 3306, 5432, 8080, 0, 65535])[1 + CAST(floor({chance} * 8) AS INTEGER)]"
    item = f"concat('id-', md5(concat({row}, x, {quoted(salt)}))[:12])"
    return {
        Type.BOOL: f"({chance} < {_SHARE_TRUE.get(column.name, 0.8)})",
        Type.INT: f"CAST(floor(power({chance}, 3) * 400) AS BIGINT)",
        Type.REAL: f"{chance} * 100",
        Type.TIME: f"TIMESTAMP '2026-11-24' - to_seconds(CAST(floor({chance} * 94608000) AS BIGINT))",
        Type.TEXTS: f"list_transform(range(CAST(floor({chance} * 3) AS BIGINT)), lambda x: {item})",
        Type.TAGS: _tags(row, salt),
    }[column.type]


def _tags(row: str, salt: str) -> str:
    tags = {
        "service": f"{_word(salt + 's', row)} || '-' || {_word(salt + 'v', row)}",
        "team": pick(salt + "t", TEAMS, row=row, skew=2),
        "env": pick(salt + "e", ENVIRONMENTS, row=row),
        "Name": f"{_word(salt + 'n', row)} || '-' || {hexes(salt, 10, row=row)}",
        "cost-centre": f"CAST(1000 + floor({number(salt, row=row)} * 900) AS INTEGER)::VARCHAR",
    }
    return f"map_from_entries([{', '.join(f'({quoted(key)}, {sql})' for key, sql in tags.items())}])"


def _word(salt: str, row: str) -> str:
    return pick(salt, WORDS, row=row)


def _text(column: Column, row: str, salt: str, chance: str) -> str:
    name = column.name
    if name in _ENUMS:
        return pick(salt, _ENUMS[name], row=row)
    if name.endswith("_arn"):
        arn = f"concat('arn:aws:kms:eu-west-1:', account_id, ':key/', {hexes(salt, 32, row=row)})"
        return f"CASE WHEN {chance} < 0.7 THEN {arn} ELSE '' END"
    if name == "condition":
        condition = """'{"StringEquals":{"aws:SourceAccount":"' || account_id || '"}}'"""
        return f"CASE WHEN {chance} < 0.3 THEN {condition} ELSE '' END"
    if name == "principal":
        role = (
            f"concat('arn:aws:iam::', account_id, ':role/', {_word(salt + 'p', row)}, '-', {hexes(salt, 6, row=row)})"
        )
        return f"CASE WHEN {chance} < 0.02 THEN '*' ELSE {role} END"
    if name == "action":
        service = pick(salt, ["s3", "sqs", "kms", "iam", "ec2", "lambda"], row=row)
        return f"{service} || ':' || {pick(salt + 'a', ['Get', 'List', 'Put', '*'], row=row)}"
    return f"concat({_word(salt + '1', row)}, '-', {_word(salt + '2', row)}, '-', {hexes(salt, 8, row=row)})"


def subjects_sql(table: Table, count: int) -> str:
    """Return the SELECT of a subject table's rows, with their number ``i``."""
    service, _, noun = table.name.removeprefix("aws_").partition("_")
    nth = f"floor(power({number('account')}, 2) * {ACCOUNTS})"
    region = pick("region", REGIONS, skew=2)
    if table.name not in SHARES:  # one of each account, or of each region of it
        nth = f"(i % {ACCOUNTS})::DOUBLE"
        region = f"([{', '.join(map(quoted, REGIONS))}])[1 + i // {ACCOUNTS}]"
    if table.scope is not Scope.REGION and table.name != "aws_s3_bucket":
        region = "'global'"
    account = f"(100000000000 + hash({nth}, 'a') % 899999999999)::BIGINT::VARCHAR"
    resource = f"account_id, ':{noun.replace('_', '-')}/', {hexes(table.name, 17)}"
    arn = f"concat('arn:aws:{service}:', region, ':', {resource})"
    columns = []
    for column in table:
        if column.name == table.subject:
            columns.append(f"{arn} AS {column.name}")
        elif column.name not in {"account_id", "region"}:
            columns.append(f'{value(table, column, "i")} AS "{column.name}"')
    numbered = f"(SELECT {quoted(table.name)} AS k, range AS i FROM range({count}))"
    placed = f"(SELECT i, {account} AS account_id, {region} AS region FROM {numbered})"
    return f"SELECT i, account_id, region, {', '.join(columns)} FROM {placed}"


def child_sql(table: Table, parent: str, parent_key: str) -> str:
    """Return the SELECT of a child table's rows; ``parent`` is the temporary table of its parent's."""
    fan = FANS.get(table.name, FAN)
    alone = table.key == (table.subject,)
    rows = "1" if alone else f"CAST(floor(power({number(table.name, row='i')}, 2) * {fan + 1}) AS BIGINT)"
    columns = []
    for column in table:
        if column.name in {"account_id", "region"}:
            continue
        if column.name == table.subject:
            columns.append(f'subject AS "{column.name}"')
        elif column.name in table.key and column.type is Type.INT:
            columns.append(f'j AS "{column.name}"')
        elif column.name in table.key and column.name == table.key[-1] and not _numbered(table):
            columns.append(f"concat({value(table, column, '(i * 64 + j)')}, '-', j) AS \"{column.name}\"")
        else:
            columns.append(f'{value(table, column, "(i * 64 + j)")} AS "{column.name}"')
    return (
        f"SELECT account_id, region, {', '.join(columns)} FROM "
        f"(SELECT i, {parent_key} AS subject, account_id, region, unnest(range({rows})) AS j FROM {parent})"
    )


def _numbered(table: Table) -> bool:
    return any(table.column(name).type is Type.INT for name in table.key)


def generate(path: Path, subjects: int, only: Collection[str] = ()) -> dict[str, int]:
    """Fill a new store at ``path`` (with ``only`` these tables) and return how many rows each table has."""
    tables = catalogue()
    store = Store.open(path, tables, create=True)
    counts: dict[str, int] = {}
    with Engine(memory_mb=3000, threads=2, temp=path / "staging") as engine, store.begin("collect", MOMENT) as draft:
        for table in tables:
            if table.source != "aws" or not table.is_subject_table or (only and table.name not in only):
                continue
            usual = ACCOUNTS * (len(REGIONS) if table.scope is Scope.REGION else 1)
            count = SHARES[table.name] * subjects // 1_000_000 if table.name in SHARES else min(usual, subjects)
            engine.execute(f"CREATE OR REPLACE TEMP TABLE parent AS {subjects_sql(table, count)}")
            names = ", ".join(f'"{column.name}"' for column in table)
            for one in (table, *(child for child in tables if child.parent == table.name)):
                if only and one.name not in only:
                    continue
                sql = f"SELECT {names} FROM parent" if one is table else child_sql(one, "parent", table.subject)
                data = engine.arrow(sql)
                draft.write_table(one, data, whole(one))
                counts[one.name] = data.num_rows
                del data
        for table in tables:
            if table.source in {"aws", "holdfast"} or only:
                continue
            at = int(MOMENT.timestamp())
            draft.write_table(table, [], [Coverage(table.source, "*", "*", table.name, "", State.READ, "", at)])
        draft.commit(MOMENT)
    return counts


def whole(table: Table) -> list[Coverage]:
    """Return the coverage of a table that was read whole."""
    return [Coverage("aws", "*", "*", table.name, "", State.READ, "", int(MOMENT.timestamp()))]


def main() -> None:
    """Generate, and say what was made."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--subjects", type=int, default=1_000_000)
    given = parser.parse_args()
    began = time.monotonic()
    counts = generate(given.store, given.subjects)
    print(f"{sum(counts.values()):,} rows in {len(counts)} tables, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
