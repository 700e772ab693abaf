"""The AWS services that are read; a new one is a module and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.collectors.aws import account, dynamodb, kms, logs, s3, secretsmanager, sns, sqs

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Service

SERVICES: tuple[Service, ...] = (
    account.SERVICE,
    dynamodb.SERVICE,
    kms.SERVICE,
    logs.SERVICE,
    s3.SERVICE,
    secretsmanager.SERVICE,
    sns.SERVICE,
    sqs.SERVICE,
)
