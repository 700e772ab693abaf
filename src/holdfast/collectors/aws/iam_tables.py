"""The tables of IAM: who exists, what opens them, what they may do.

Everything is of the whole account (region ``global``). What belongs to the account itself
(its root user, its password policy) are children of ``aws_account`` with one row each.
"""

from __future__ import annotations

from holdfast.collectors.aws.policies import statement_table
from holdfast.facts.tables import ACCOUNT, REGION, Column, Scope, Table, Type

_DETAILS = "iam:get_account_authorization_details"


def _arn(of: str) -> Column:
    return Column("arn", Type.TEXT, f"The {of}'s ARN.")


def _table(
    name: str,
    description: str,
    columns: tuple[Column, ...],
    *,
    key: tuple[str, ...] = ("arn",),
    parent: str = "",
    calls: tuple[str, ...] = (_DETAILS,),
) -> Table:
    """Declare one table; a child's subject is the first column of its key."""
    return Table(
        name=name,
        source="aws",
        description=description,
        columns=(columns[0], ACCOUNT, REGION, *columns[1:]),
        key=key,
        scope=Scope.GLOBAL,
        subject=key[0],
        parent=parent,
        name_column="" if parent else "name",
        calls=calls,
    )


_OF_ACCOUNT = Column("account_arn", Type.TEXT, "The account's ARN (that of its root user).")
_OF_USER = Column("user_arn", Type.TEXT, "The user's ARN.")
_OF_GROUP = Column("group_arn", Type.TEXT, "The group's ARN.")
_OF_ROLE = Column("role_arn", Type.TEXT, "The role's ARN.")

ACCOUNT_SUMMARY = _table(
    "aws_iam_account_summary",
    "What IAM counts in the account, its root user's credentials among it; one row an account.",
    (
        _OF_ACCOUNT,
        Column("root_has_mfa", Type.BOOL, "Whether the root user has a second factor."),
        Column("root_has_access_keys", Type.BOOL, "Whether the root user has access keys."),
        Column("root_has_signing_certificates", Type.BOOL, "Whether the root user has signing certificates."),
        Column("users", Type.INT, "How many users there are."),
        Column("groups", Type.INT, "How many groups there are."),
        Column("roles", Type.INT, "How many roles there are."),
        Column("policies", Type.INT, "How many policies the account has made itself."),
        Column("mfa_devices_in_use", Type.INT, "How many second factors are in use."),
    ),
    key=("account_arn",),
    parent="aws_account",
    calls=("iam:get_account_summary",),
)

ROOT_MFA_DEVICE = _table(
    "aws_iam_root_mfa_device",
    "The root user's second factors that are apps' codes; AWS lists no others of it.",
    (
        _OF_ACCOUNT,
        Column("serial", Type.TEXT, "The device's ARN."),
        Column("enabled_at", Type.TIME, "Since when it is enabled."),
    ),
    key=("account_arn", "serial"),
    parent="aws_account",
    calls=("iam:list_virtual_mfa_devices",),
)

PASSWORD_POLICY = _table(
    "aws_iam_password_policy",
    "What the account asks of its users' passwords; one row an account, also where no policy is set.",
    (
        _OF_ACCOUNT,
        Column("is_set", Type.BOOL, "Whether the account has set a policy; if not, AWS's own default holds."),
        Column("minimum_length", Type.INT, "The least number of characters; 0 where no policy is set."),
        Column("requires_uppercase", Type.BOOL, "Whether an upper-case letter is asked for."),
        Column("requires_lowercase", Type.BOOL, "Whether a lower-case letter is asked for."),
        Column("requires_numbers", Type.BOOL, "Whether a digit is asked for."),
        Column("requires_symbols", Type.BOOL, "Whether another sign is asked for."),
        Column("users_may_change", Type.BOOL, "Whether users may change their own password."),
        Column("max_age_days", Type.INT, "After how many days a password expires; 0 if never."),
        Column(
            "expired_need_administrator",
            Type.BOOL,
            "Whether an expired password can be reset by an administrator only.",
        ),
        Column("remembered", Type.INT, "How many earlier passwords may not be used again; 0 if none."),
    ),
    key=("account_arn",),
    parent="aws_account",
    calls=("iam:get_account_password_policy",),
)


def _report_columns(owner: Column) -> tuple[Column, ...]:
    """The credential report's line; the report may be up to four hours old."""
    keys: list[Column] = []
    for number in ("1", "2"):
        keys += [
            Column(f"key_{number}_active", Type.BOOL, f"Whether access key {number} is active."),
            Column(f"key_{number}_exists", Type.BOOL, f"Whether access key {number} was ever made (and not removed)."),
            Column(
                f"key_{number}_rotated_at", Type.TIME, f"When access key {number} was made; NULL if it does not exist."
            ),
            Column(f"key_{number}_used", Type.BOOL, f"Whether access key {number} was ever used."),
            Column(f"key_{number}_last_used_at", Type.TIME, f"When access key {number} was last used; NULL if never."),
        ]
    return (
        owner,
        Column("has_password", Type.BOOL, "Whether there is a password for the console."),
        Column("password_used", Type.BOOL, "Whether the password was ever used (since October 2014)."),
        Column("password_last_used_at", Type.TIME, "When the password was last used; NULL if never."),
        Column("password_changed", Type.BOOL, "Whether it is known when the password was set."),
        Column("password_last_changed_at", Type.TIME, "When the password was set; NULL if that is not known."),
        Column("has_mfa", Type.BOOL, "Whether there is a second factor."),
        *keys,
        Column("certificate_1_active", Type.BOOL, "Whether signing certificate 1 is active."),
        Column("certificate_2_active", Type.BOOL, "Whether signing certificate 2 is active."),
    )


_REPORT_CALLS = ("iam:generate_credential_report", "iam:get_credential_report")

CREDENTIAL_REPORT = _table(
    "aws_iam_credential_report",
    "Each user's line of IAM's credential report, which AWS renews at most every four hours.",
    _report_columns(_OF_USER),
    key=("user_arn",),
    parent="aws_iam_user",
    calls=_REPORT_CALLS,
)

ROOT_CREDENTIAL = _table(
    "aws_iam_root_credential",
    "The root user's line of IAM's credential report, which AWS renews at most every four hours.",
    _report_columns(_OF_ACCOUNT),
    key=("account_arn",),
    parent="aws_account",
    calls=_REPORT_CALLS,
)

_TAGS = Column("tags", Type.TAGS, "The tags.")
_PATH = Column("path", Type.TEXT, "The path, `/` where none was given.")
_CREATED = Column("created_at", Type.TIME, "When it was made.")
_BOUNDARY = Column("permissions_boundary_arn", Type.TEXT, "The policy that bounds what it may do; empty if none.")

USER = _table(
    "aws_iam_user",
    "IAM users: people's or programs' identities that live in the account itself.",
    (
        _arn("user"),
        Column("name", Type.TEXT, "The user's name."),
        Column("user_id", Type.TEXT, "AWS's own id of the user."),
        _PATH,
        _CREATED,
        _TAGS,
        _BOUNDARY,
        Column("has_password", Type.BOOL, "Whether the user can sign in to the console with a password."),
    ),
    calls=(_DETAILS, "iam:get_login_profile"),
)

ACCESS_KEY = _table(
    "aws_iam_access_key",
    "Users' access keys, by their ids; secrets cannot be read.",
    (
        _OF_USER,
        Column("access_key_id", Type.TEXT, "The key's id."),
        Column("active", Type.BOOL, "Whether it can be used."),
        _CREATED,
        Column("used", Type.BOOL, "Whether it was ever used."),
        Column("last_used_at", Type.TIME, "When it was last used; NULL if never."),
        Column("last_used_service", Type.TEXT, "The service that it was last used with; empty if never."),
        Column("last_used_region", Type.TEXT, "The region that it was last used in; empty if never."),
    ),
    key=("user_arn", "access_key_id"),
    parent="aws_iam_user",
    calls=("iam:list_access_keys", "iam:get_access_key_last_used"),
)

MFA_DEVICE = _table(
    "aws_iam_mfa_device",
    "Users' second factors.",
    (
        _OF_USER,
        Column("serial", Type.TEXT, "The device's serial number or ARN."),
        Column("kind", Type.TEXT, "`virtual` (an app's code), `passkey`, `hardware` (a token's code) or `sms`."),
        Column("enabled_at", Type.TIME, "Since when it is enabled."),
    ),
    key=("user_arn", "serial"),
    parent="aws_iam_user",
    calls=("iam:list_mfa_devices",),
)

GROUP = _table(
    "aws_iam_group",
    "IAM groups.",
    (
        _arn("group"),
        Column("name", Type.TEXT, "The group's name."),
        Column("group_id", Type.TEXT, "AWS's own id of the group."),
        _PATH,
        _CREATED,
    ),
)

GROUP_MEMBER = _table(
    "aws_iam_group_member",
    "Which users are in which groups.",
    (_OF_GROUP, _OF_USER),
    key=("group_arn", "user_arn"),
    parent="aws_iam_group",
)

ROLE = _table(
    "aws_iam_role",
    "IAM roles: identities that are taken on for a time.",
    (
        _arn("role"),
        Column("name", Type.TEXT, "The role's name."),
        Column("role_id", Type.TEXT, "AWS's own id of the role."),
        _PATH,
        _CREATED,
        _TAGS,
        _BOUNDARY,
        Column("is_service_linked", Type.BOOL, "Whether AWS made it for one of its services, and alone can change it."),
        Column("used", Type.BOOL, "Whether it was used in the last 400 days, for which AWS remembers."),
        Column("last_used_at", Type.TIME, "When it was last used; NULL if not in that time."),
        Column("last_used_region", Type.TEXT, "The region that it was last used in; empty if not in that time."),
    ),
)

ROLE_TRUST_STATEMENT = statement_table(
    "aws_iam_role_trust_statement",
    parent="aws_iam_role",
    subject_column="role_arn",
    scope=Scope.GLOBAL,
    calls=(_DETAILS,),
    description="Roles' trust policies: who may take a role on.",
)

POLICY = _table(
    "aws_iam_policy",
    "Managed policies that the account has made itself.",
    (
        _arn("policy"),
        Column("name", Type.TEXT, "The policy's name."),
        _PATH,
        _CREATED,
        Column("updated_at", Type.TIME, "When it was last changed."),
        _TAGS,
        Column("attachments", Type.INT, "How many users, groups and roles it is attached to."),
        Column("boundaries", Type.INT, "How many users and roles it bounds."),
        Column("default_version", Type.TEXT, "The version that is in force."),
    ),
    calls=(_DETAILS, "iam:list_policy_tags"),
)

POLICY_STATEMENT = statement_table(
    "aws_iam_policy_statement",
    parent="aws_iam_policy",
    subject_column="policy_arn",
    scope=Scope.GLOBAL,
    calls=(_DETAILS,),
    description="What the account's own managed policies say, in the version that is in force.",
)

_POLICY_NAME = Column("policy_name", Type.TEXT, "The policy's name.")


def _held(owner: Column, noun: str) -> Table:
    """The table of the policies that a kind of principal holds."""
    return _table(
        f"aws_iam_{noun}_policy",
        f"Which policies each {noun} holds: attached ones, and those written into the {noun} itself.",
        (
            owner,
            _POLICY_NAME,
            Column("policy_arn", Type.TEXT, f"The managed policy's ARN; empty for one written into the {noun}."),
            Column("is_inline", Type.BOOL, f"Whether it is written into the {noun} itself."),
            Column("is_aws_managed", Type.BOOL, "Whether AWS wrote it."),
            Column(
                "allows_everything", Type.BOOL, "Whether it allows every action on every resource, without a condition."
            ),
        ),
        key=(owner.name, "policy_name", "policy_arn"),
        parent=f"aws_iam_{noun}",
        calls=(_DETAILS, "iam:list_policies", "iam:get_policy_version"),
    )


def _inline(owner: Column, noun: str) -> Table:
    """The table of what the policies written into a kind of principal say."""
    return statement_table(
        f"aws_iam_{noun}_policy_statement",
        parent=f"aws_iam_{noun}",
        subject_column=owner.name,
        scope=Scope.GLOBAL,
        calls=(_DETAILS,),
        description=f"What the policies written into a {noun} itself say.",
        also=(_POLICY_NAME,),
    )


USER_POLICY, USER_POLICY_STATEMENT = _held(_OF_USER, "user"), _inline(_OF_USER, "user")
GROUP_POLICY, GROUP_POLICY_STATEMENT = _held(_OF_GROUP, "group"), _inline(_OF_GROUP, "group")
ROLE_POLICY, ROLE_POLICY_STATEMENT = _held(_OF_ROLE, "role"), _inline(_OF_ROLE, "role")


def _ways(owner: Column, noun: str) -> Table:
    """The table of the ways by which a kind of principal gets more rights."""
    return _table(
        f"aws_iam_{noun}_way",
        f"The known ways by which a {noun} gets more rights than it has, that are open or may be: by all its policies "
        "together, its boundary and what they deny. Service control policies are not weighed.",
        (
            owner,
            Column("family", Type.TEXT, "What it does: `itself`, `users`, `roles`, `code`, `orders`, `running`."),
            Column("way", Type.TEXT, "The actions that it takes; `everything` where it may do all, and needs no way."),
            Column("open", Type.BOOL, "Whether it is open; NULL where that hangs on a condition or on what is beyond."),
            Column("rights", Type.TEXTS, "The rights that make it."),
            Column("policies", Type.TEXTS, "The policies that give them."),
            Column("conditions", Type.TEXTS, "The keys of the conditions that it hangs on, in lower case."),
        ),
        key=(owner.name, "family", "way"),
        parent=f"aws_iam_{noun}",
        calls=(_DETAILS, "iam:list_policies", "iam:get_policy_version"),
    )


USER_WAY, ROLE_WAY = _ways(_OF_USER, "user"), _ways(_OF_ROLE, "role")

SERVER_CERTIFICATE = _table(
    "aws_iam_server_certificate",
    "TLS certificates kept in IAM, from before there was Certificate Manager.",
    (
        _arn("certificate"),
        Column("name", Type.TEXT, "The certificate's name."),
        _PATH,
        Column("uploaded_at", Type.TIME, "When it was uploaded."),
        Column("expires_at", Type.TIME, "Until when it is valid."),
    ),
    calls=("iam:list_server_certificates",),
)

TABLES = (
    ACCOUNT_SUMMARY,
    PASSWORD_POLICY,
    ROOT_MFA_DEVICE,
    ROOT_CREDENTIAL,
    USER,
    CREDENTIAL_REPORT,
    ACCESS_KEY,
    MFA_DEVICE,
    USER_POLICY,
    USER_POLICY_STATEMENT,
    USER_WAY,
    GROUP,
    GROUP_MEMBER,
    GROUP_POLICY,
    GROUP_POLICY_STATEMENT,
    ROLE,
    ROLE_TRUST_STATEMENT,
    ROLE_POLICY,
    ROLE_POLICY_STATEMENT,
    ROLE_WAY,
    POLICY,
    POLICY_STATEMENT,
    SERVER_CERTIFICATE,
)
