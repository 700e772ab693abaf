"""The AWS services that are read; a new one is a module and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.collectors.aws import account, dynamodb, ecr, iam, kms, lambda_, logs, s3, secretsmanager, sns, sqs

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Service

SERVICES: tuple[Service, ...] = (
    account.SERVICE,
    dynamodb.SERVICE,
    ecr.SERVICE,
    iam.SERVICE,
    kms.SERVICE,
    lambda_.SERVICE,
    logs.SERVICE,
    s3.SERVICE,
    secretsmanager.SERVICE,
    sns.SERVICE,
    sqs.SERVICE,
)
