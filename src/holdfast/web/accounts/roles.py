"""The roles that an account may hold, and what each may see.

A role is held by a ``Grant``: a record with its dates, so that access ends by itself and the history
says who gave it and why.
"""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    """Roles by the words of people.yaml, so that text and records speak of the same ones."""

    ADMINISTRATOR = "administrator", "Administrator"
    SECURITY_LEAD = "security lead", "Security lead"
    PROGRAM_LEAD = "program lead", "Program lead"
    CONTROL_OWNER = "control owner", "Control owner"
    RISK_OWNER = "risk owner", "Risk owner"
    ENGINEER = "engineer", "Engineer"
    EMPLOYEE = "employee", "Employee"
    MANAGER = "manager", "Manager"
    CHAMPION = "champion", "Champion"
    PRIVACY_OFFICER = "privacy officer", "Privacy officer"
    LEGAL_COUNSEL = "legal counsel", "Legal counsel"
    INTERNAL_AUDITOR = "internal auditor", "Internal auditor"
    EXTERNAL_AUDITOR = "external auditor", "External auditor"
    EXECUTIVE = "executive", "Executive"
    BOARD_MEMBER = "board member", "Board member"
    VIEWER = "viewer", "Viewer"


#: Who sees the whole company; everybody else sees what their own team owns today.
SEES_EVERYTHING = frozenset(
    {
        Role.ADMINISTRATOR,
        Role.SECURITY_LEAD,
        Role.PROGRAM_LEAD,
        Role.PRIVACY_OFFICER,
        Role.LEGAL_COUNSEL,
        Role.INTERNAL_AUDITOR,
        Role.EXTERNAL_AUDITOR,
        Role.EXECUTIVE,
        Role.BOARD_MEMBER,
        Role.VIEWER,
    }
)

#: Roles whose access must have an end: they belong to people from outside.
MUST_END = frozenset({Role.EXTERNAL_AUDITOR})

#: Roles that only look: whoever holds nothing else changes no record.
ONLY_LOOKS = frozenset({Role.INTERNAL_AUDITOR, Role.EXTERNAL_AUDITOR, Role.BOARD_MEMBER, Role.VIEWER})
