"""What goes wrong, as RFC 7644 (section 3.12) wants it said."""

from __future__ import annotations


class ScimError(Exception):
    """A refusal: HTTP's status, SCIM's own word for it where there is one, and a sentence."""

    def __init__(self, status: int, detail: str, kind: str = "") -> None:
        self.status = status
        self.detail = detail
        self.kind = kind
        super().__init__(detail)
