"""The AWS services that are read; a new one is a module and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.collectors.aws import (
    account,
    cloudtrail,
    config_,
    dax,
    dynamodb,
    ec2_instances,
    ec2_region,
    ec2_security_groups,
    ec2_storage,
    ecr,
    elasticache,
    elb,
    elbv2,
    guardduty,
    iam,
    kms,
    lambda_,
    logs,
    memorydb,
    opensearch,
    rds,
    s3,
    secretsmanager,
    sns,
    sqs,
    vpc_interfaces,
    vpc_network,
)

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Service

SERVICES: tuple[Service, ...] = (
    account.SERVICE,
    cloudtrail.SERVICE,
    config_.SERVICE,
    dax.SERVICE,
    dynamodb.SERVICE,
    ec2_instances.SERVICE,
    ec2_region.SERVICE,
    ec2_security_groups.SERVICE,
    ec2_storage.SERVICE,
    ecr.SERVICE,
    elasticache.SERVICE,
    elb.SERVICE,
    elbv2.SERVICE,
    guardduty.SERVICE,
    iam.SERVICE,
    kms.SERVICE,
    lambda_.SERVICE,
    logs.SERVICE,
    memorydb.SERVICE,
    opensearch.SERVICE,
    rds.SERVICE,
    s3.SERVICE,
    secretsmanager.SERVICE,
    sns.SERVICE,
    sqs.SERVICE,
    vpc_interfaces.SERVICE,
    vpc_network.SERVICE,
)
