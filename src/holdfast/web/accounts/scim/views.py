"""The addresses under /scim/v2: a token first, then one kind of resource or one of it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from holdfast.web.accounts.scim import groups, tokens, users
from holdfast.web.accounts.scim.errors import ScimError
from holdfast.web.accounts.scim.requests import MOST, body, page, steps, wanted
from holdfast.web.history.records import ConflictError

if TYPE_CHECKING:
    from types import ModuleType

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_log = logging.getLogger("holdfast.security")
_LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
_ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
_KINDS: dict[str, ModuleType] = {"Users": users, "Groups": groups}


@method_decorator([csrf_exempt, login_not_required], name="dispatch")
class Scim(View):
    """Lets in whoever shows a token, and answers in SCIM's own words whatever happens. ``by`` acts in the history."""

    by: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401  Django's signature
        """Ask for the token, then do it."""
        token = tokens.holder(request.headers.get("Authorization", ""))
        if token is None:
            _log.warning("provisioning refused: no token of ours")
            refused = _failed(ScimError(401, "Show a token in use: Authorization: Bearer ..."))
            refused["WWW-Authenticate"] = 'Bearer realm="holdfast"'
            return refused
        self.by = f"directory-{token.pk}"
        try:
            return super().dispatch(request, *args, **kwargs)
        except ScimError as error:
            return _failed(error)
        except ValidationError as error:
            return _failed(ScimError(400, " ".join(error.messages), "invalidValue"))
        except ConflictError:
            return _failed(ScimError(409, "It was changed meanwhile. Read it again."))

    def http_method_not_allowed(self, request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:  # noqa: ANN401  as above
        """Say so in SCIM's words."""
        return _failed(ScimError(405, f"{request.method} is not possible here."))


class Resources(Scim):
    """All resources of a kind."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        """List them, a page at a time."""
        module = _kind(kind)
        first, most = page(request)
        found = module.found(*wanted(request))
        listed = [module.shown(one) for one in found[first : first + most]]
        return _answer(
            {
                "schemas": [_LIST],
                "totalResults": found.count(),
                "startIndex": first + 1,
                "itemsPerPage": len(listed),
                "Resources": listed,
            }
        )

    def post(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Make one."""
        module = _kind(kind)
        made = module.shown(module.make(body(request), self.by))
        answer = _answer(made, 201)
        answer["Location"] = request.build_absolute_uri(f"{request.path}/{made['id']}")
        return answer


class Resource(Scim):
    """One resource."""

    def get(self, request: HttpRequest, kind: str, number: str) -> HttpResponse:  # noqa: ARG002  Django's signature
        """Show it."""
        module = _kind(kind)
        return _answer(module.shown(module.one(number)))

    def put(self, request: HttpRequest, kind: str, number: str) -> HttpResponse:
        """Replace it."""
        module = _kind(kind)
        return _answer(module.shown(module.replace(module.one(number), body(request), self.by)))

    def patch(self, request: HttpRequest, kind: str, number: str) -> HttpResponse:
        """Change parts of it."""
        module = _kind(kind)
        return _answer(module.shown(module.patch(module.one(number), steps(body(request)), self.by)))

    def delete(self, request: HttpRequest, kind: str, number: str) -> HttpResponse:  # noqa: ARG002  as above
        """Take it away."""
        module = _kind(kind)
        module.delete(module.one(number), self.by)
        return HttpResponse(status=204)


class About(Scim):
    """What this server can do (RFC 7643, section 5)."""

    can: ClassVar[dict[str, Any]] = {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": {"supported": True},
        "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": True, "maxResults": MOST},
        "changePassword": {"supported": False},
        "sort": {"supported": False},
        "etag": {"supported": False},
        "authenticationSchemes": [
            {"type": "oauthbearertoken", "name": "Bearer token", "description": "Issued under People and roles."}
        ],
    }

    def get(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002  as above
        """Say it."""
        return _answer(self.can)


def _kind(name: str) -> Any:  # noqa: ANN401  a module of the same functions
    if name not in _KINDS:
        raise ScimError(404, "There are Users and Groups.")
    return _KINDS[name]


def _answer(said: dict[str, Any], status: int = 200) -> HttpResponse:
    return JsonResponse(said, status=status, content_type="application/scim+json")


def _failed(error: ScimError) -> HttpResponse:
    said = {"schemas": [_ERROR], "status": str(error.status), "detail": error.detail}
    return _answer(said | ({"scimType": error.kind} if error.kind else {}), error.status)
