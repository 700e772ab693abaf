"""What IAM says about the account itself: its root user, its password policy, its credential report."""

from __future__ import annotations

import csv
import io
import time
from datetime import datetime
from typing import TYPE_CHECKING

from holdfast.collectors.aws import iam_tables as tables
from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.reader import UnreadError
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from holdfast.collectors.aws.reader import Reader

#: Seconds to wait between asking for the report; AWS needs some ten for a large account.
_REPORT_WAITS = (0.0, 0.5, 1.0, 2.0, *[4.0] * 10)
_REPORT_ROOT = "<root_account>"


def account_summary(reader: Reader) -> None:
    """Read the account's counts, and whether its root user is protected."""
    arn = reader.arn("iam", "root", region="")
    with reader.reading(tables.ACCOUNT_SUMMARY):
        counts = reader.ask("iam", "get_account_summary")["SummaryMap"]
        row: dict[str, object] = {
            "account_arn": arn,
            "root_has_mfa": counts["AccountMFAEnabled"] > 0,
            "root_has_access_keys": counts["AccountAccessKeysPresent"] > 0,
            "root_has_signing_certificates": counts["AccountSigningCertificatesPresent"] > 0,
            "users": counts["Users"],
            "groups": counts["Groups"],
            "roles": counts["Roles"],
            "policies": counts["Policies"],
            "mfa_devices_in_use": counts["MFADevicesInUse"],
        }
        reader.rows(tables.ACCOUNT_SUMMARY, [row])
    with reader.reading(tables.ROOT_MFA_DEVICE):
        devices = reader.pages("iam", "list_virtual_mfa_devices", "VirtualMFADevices", AssignmentStatus="Assigned")
        reader.rows(
            tables.ROOT_MFA_DEVICE,
            [
                {"account_arn": arn, "serial": one["SerialNumber"], "enabled_at": utc(one["EnableDate"])}
                for one in devices
                if (one.get("User") or {}).get("Arn") == arn
            ],
        )


def password_policy(reader: Reader) -> None:
    """Read the password policy; where none is set, the row says so."""
    with reader.reading(tables.PASSWORD_POLICY):
        answer = reader.call("iam", "get_account_password_policy", absent=("NoSuchEntity",))
        policy: Mapping[str, Any] = answer["PasswordPolicy"] if answer else {}
        reader.rows(
            tables.PASSWORD_POLICY,
            [
                {
                    "account_arn": reader.arn("iam", "root", region=""),
                    "is_set": answer is not None,
                    "minimum_length": policy.get("MinimumPasswordLength") or 0,
                    "requires_uppercase": bool(policy.get("RequireUppercaseCharacters")),
                    "requires_lowercase": bool(policy.get("RequireLowercaseCharacters")),
                    "requires_numbers": bool(policy.get("RequireNumbers")),
                    "requires_symbols": bool(policy.get("RequireSymbols")),
                    "users_may_change": bool(policy.get("AllowUsersToChangePassword")),
                    "max_age_days": policy.get("MaxPasswordAge") or 0,
                    "expired_need_administrator": bool(policy.get("HardExpiry")),
                    "remembered": policy.get("PasswordReusePrevention") or 0,
                }
            ],
        )


def credential_report(reader: Reader) -> None:
    """Read the credential report: the root user's line and everybody else's."""
    with reader.reading(tables.ROOT_CREDENTIAL, tables.CREDENTIAL_REPORT):
        for line in csv.DictReader(io.StringIO(_report(reader))):
            is_root = line["user"] == _REPORT_ROOT
            table = tables.ROOT_CREDENTIAL if is_root else tables.CREDENTIAL_REPORT
            owner = reader.arn("iam", "root", region="") if is_root else line["arn"]
            reader.rows(table, [{table.subject: owner, **_line(line)}])


def _report(reader: Reader) -> str:
    """Ask for the report, wait until it is ready, and return its CSV. Raises UnreadError."""
    for wait in _REPORT_WAITS:
        time.sleep(wait)
        if reader.ask("iam", "generate_credential_report")["State"] == "COMPLETE":
            content: bytes = reader.ask("iam", "get_credential_report")["Content"]
            return content.decode()
    raise UnreadError(State.FAILED, f"the credential report was not ready after {sum(_REPORT_WAITS):.0f} seconds")


def _line(line: Mapping[str, str]) -> dict[str, object]:
    """Return a line's columns; N/A, no_information and not_supported are the report's words for "never"."""
    used = _moment(line["password_last_used"])
    changed = _moment(line["password_last_changed"])
    columns: dict[str, object] = {
        "has_password": line["password_enabled"] == "true",  # noqa: S105  a word of the report's
        "password_used": used is not None,
        "password_last_used_at": used,
        "password_changed": changed is not None,
        "password_last_changed_at": changed,
        "has_mfa": line["mfa_active"] == "true",
        "certificate_1_active": line["cert_1_active"] == "true",
        "certificate_2_active": line["cert_2_active"] == "true",
    }
    for number in ("1", "2"):
        rotated = _moment(line[f"access_key_{number}_last_rotated"])
        last = _moment(line[f"access_key_{number}_last_used_date"])
        columns |= {
            f"key_{number}_active": line[f"access_key_{number}_active"] == "true",
            f"key_{number}_exists": rotated is not None,
            f"key_{number}_rotated_at": rotated,
            f"key_{number}_used": last is not None,
            f"key_{number}_last_used_at": last,
        }
    return columns


def _moment(text: str) -> datetime | None:
    if text in {"N/A", "no_information", "not_supported", ""}:
        return None
    return utc(datetime.fromisoformat(text))
