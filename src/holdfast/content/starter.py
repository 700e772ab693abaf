"""What ``holdfast init`` writes: the smallest folder that works, with the next steps in comments."""

from __future__ import annotations

FILES: dict[str, str] = {
    "holdfast.yaml": """\
name: "COMPANY NAME"
about: ""
sources:
  # Reads the account of the credentials that boto3 finds (AWS_PROFILE, SSO, a role).
  # More accounts: list them under accounts, each with a profile or a role to assume.
  aws: {}
""",
    "scope.yaml": """\
# ISO/IEC 27001 clauses 4.1 to 4.3. Replace every line; the date and the name say that you did.
statement: "Write in a sentence or two what the management system covers."
approved_by: p001
approved_on: 2000-01-01
climate_considered: "Say whether climate change bears on your information security, and how."
issues: []
parties: []
rules: []
#  - {kind: account, match: "123456789012", inside: false, reason: "Holds no customers' data."}
""",
    "deadlines.yaml": """\
# Days to mend a finding, by severity, for what is first seen from the date on.
- {effective: 2000-01-01, critical: 7, high: 30, medium: 90, low: 180}
""",
    "teams.yaml": """\
- {id: security, title: Security, about: "The security program and its records."}
""",
    "people.yaml": """\
# Ids are what leaves this file; names and addresses stay here.
- {id: p001, name: "Your name", email: you@example.com, team: security, roles: [security lead]}
""",
    "ownership.yaml": """\
# What belongs to whom, where tags (service=NAME) do not say it; the first rule that matches wins.
[]
# - {kind: aws_s3_bucket, name: "invoices-*", service: billing}
# - {account: "123456789012", team: security}
""",
    "services/example/catalog-info.yaml": """\
# One such file for each service, in Backstage's format.
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: example
  title: Example
  description: Rename me, or remove this folder.
  annotations:
    holdfast.dev/tier: "3"        # 1: the company stops without it
    holdfast.dev/data: internal   # customer: customers' data
spec:
  type: service
  lifecycle: experimental
  owner: group:default/security
""",
    ".gitignore": ".holdfast/\n",
    "README.md": """\
# COMPANY NAME's security program

Text that says what the program promises; Holdfast judges it against what is true.

1. `holdfast.yaml`: where to look. Sign in to AWS as usual (profile, SSO, role).
2. `teams.yaml`, `people.yaml`, `services/`: who owns what.
3. `scope.yaml`: what the management system covers. `deadlines.yaml`: how soon findings are mended.
   `risk.yaml`, once you begin with risks: scales, matrix, who may accept what, appetite.
4. `holdfast run`, then `holdfast serve`. Later: `holdfast run --every 1h` beside it.

Your own checks go into `checks/`, your own programs into `programs/`; a file with an id of the
default pack replaces it.
""",
}
