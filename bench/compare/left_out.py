"""What is not compared, and why: pairs that look alike and ask two things, and what the simulation cannot say."""

from __future__ import annotations

#: Equivalent checks of ours that cannot be compared on this simulation.
LEFT_OUT: dict[str, str] = {
    "aws.apigatewayv2.api_routes_ask_who": (
        "moto does not know GetAuthorizers; refused, Prowler takes every API to have none"
    ),
    "aws.cloudfront.distribution_fetches_from_own_buckets": (
        "moto never says S3OriginConfig, without which Prowler sees no bucket and passes every distribution"
    ),
    "aws.secretsmanager.secret_in_use": "moto never says when a secret was last read, so that Prowler fails each",
}

_STOPS = (
    "its list names an action (codestar:CreateProject) that its own library does not know; it stops there with an"
    " error, and passes every policy"
)

#: Prowler's checks that cannot answer, in the version that is compared; no check of ours is compared by them.
ANSWERS_NOTHING: dict[str, str] = {
    "iam_inline_policy_allows_privilege_escalation": _STOPS,
    "iam_policy_allows_privilege_escalation": _STOPS,
}

_VALUES = "ours goes by the name of each value and never reads one; Prowler searches the values"
_ADDRESS = "ours asks whether it has a public address; Prowler whether address and security group together open it"

#: Prowler's checks that stand near one of ours and ask another thing by their own title; none is named as equivalent.
OTHER_QUESTIONS: dict[tuple[str, str], str] = {
    ("aws.apigateway.stage_variables_hold_no_secrets", "apigateway_restapi_no_secrets_in_stage_variables"): _VALUES,
    ("aws.batch.job_variables_hold_no_secrets", "batch_job_definition_no_secrets"): _VALUES,
    ("aws.ecs.task_definition_variables_hold_no_secrets", "ecs_task_definitions_no_environment_secrets"): _VALUES,
    ("aws.glue.job_arguments_hold_no_secrets", "glue_etl_jobs_no_secrets_in_arguments"): _VALUES,
    ("aws.lambda.function_variables_hold_no_secrets", "awslambda_function_no_secrets_in_variables"): _VALUES,
    ("aws.dms.instance_not_public", "dms_instance_no_public_access"): _ADDRESS,
    ("aws.ecr.repository_scans_images", "ecr_repositories_scan_images_on_push_enabled"): (
        "Prowler has withdrawn it: it reads the repository's own setting, which AWS replaced by the registry's"
    ),
    ("aws.iam.group_of_administrators_has_mfa", "iam_group_administrator_access_policy"): (
        "ours lets administrators be a group and asks for their second factor; Prowler fails every such group"
    ),
    ("aws.rds.instance_backed_up", "rds_instance_backup_enabled"): "ours asks for a week of backups, Prowler for a day",
    ("aws.rds.instance_failures_are_told", "rds_instance_critical_event_subscription"): (
        "ours asks of each database whether its failures are told to anybody; Prowler of each subscription what it has"
    ),
    ("aws.rds.instance_not_public", "rds_instance_no_public_access"): _ADDRESS,
    ("aws.redshift.cluster_backed_up", "redshift_cluster_automated_snapshot"): (
        "ours asks for a week of snapshots, Prowler whether one exists"
    ),
    ("aws.redshift.cluster_not_public", "redshift_cluster_public_access"): _ADDRESS,
    ("aws.s3.bucket_blocks_public_access", "s3_bucket_level_public_access_block"): (
        "ours asks for all four settings of the block, Prowler for two of them"
    ),
    ("aws.s3.bucket_policy_not_public", "s3_bucket_public_access"): (
        "ours asks of the policy and, by another check, of the ACL; Prowler of both at once"
    ),
    ("aws.secretsmanager.secret_changed_lately", "secretsmanager_secret_rotated_periodically"): (
        "ours asks when the secret last became another one; Prowler when Secrets Manager last rotated it"
    ),
    ("aws.ssm.document_not_public", "ssm_documents_set_as_public"): (
        "ours asks whether everybody may read it; Prowler, too, whether each guest is on a list of trusted accounts"
    ),
    ("aws.vpc.offered_service_knows_its_guests", "vpc_endpoint_services_allowed_principals_trust_boundaries"): (
        "ours asks whether guests are named; Prowler whether each is on a list of trusted accounts"
    ),
}
