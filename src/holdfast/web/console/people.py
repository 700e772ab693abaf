"""People and roles: who may sign in, as what, until when, and who may decide on exceptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from holdfast.content.model import Severity
from holdfast.errors import UsageError
from holdfast.web.accounts import factors
from holdfast.web.accounts import people as work
from holdfast.web.accounts.models import Grant, User
from holdfast.web.accounts.permissions import may
from holdfast.web.accounts.roles import Role
from holdfast.web.console.pages import console, opened, show, tabs
from holdfast.web.console.reading import reads
from holdfast.web.console.requests import scope, signed_in
from holdfast.web.history.records import ConflictError, archive
from holdfast.web.history.replay import changes
from holdfast.web.risk import exceptions
from holdfast.web.risk.models import Authority

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

PAGE = 50
_TEXT = {"class": "form-control"}


class AccountForm(forms.Form):
    """What is said of a person; the id is theirs in people.yaml."""

    username = forms.CharField(label="Sign-in name", max_length=150, widget=forms.TextInput(attrs=_TEXT))
    name = forms.CharField(label="Name", max_length=200, required=False, widget=forms.TextInput(attrs=_TEXT))
    email = forms.EmailField(label="E-mail", required=False, widget=forms.EmailInput(attrs=_TEXT))
    person = forms.ChoiceField(label="Person in people.yaml", required=False, widget=forms.Select(attrs=_TEXT))
    team = forms.ChoiceField(label="Team whose things they see", required=False, widget=forms.Select(attrs=_TEXT))

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's form arguments
        super().__init__(*args, **kwargs)
        company = reads().intent(scope(request), None).content.company
        people = [(one.id, f"{one.name} ({one.id})") for one in company.people]
        teams = [(team.id, team.title) for team in company.teams]
        self.fields["person"].choices = [("", "nobody"), *people]  # type: ignore[attr-defined]  # a choice field has choices
        self.fields["team"].choices = [("", "none"), *teams]  # type: ignore[attr-defined]  # as above


class RoleForm(forms.Form):
    """A role and its last day."""

    # What sees least stands there until somebody chooses.
    role = forms.ChoiceField(
        label="Role", choices=Role.choices, initial=Role.EMPLOYEE, widget=forms.Select(attrs=_TEXT)
    )
    ends_on = forms.DateField(
        label="Last day (empty: no end)", required=False, widget=forms.DateInput(attrs={"type": "date", **_TEXT})
    )


class AuthorityForm(forms.Form):
    """Up to which severity somebody may decide on exceptions."""

    severity = forms.ChoiceField(
        label="Up to severity",
        choices=[(one.value, one.value.capitalize()) for one in reversed(Severity)],
        widget=forms.Select(attrs=_TEXT),
    )
    ends_on = forms.DateField(
        label="Last day (empty: no end)", required=False, widget=forms.DateInput(attrs={"type": "date", **_TEXT})
    )


def people(request: HttpRequest) -> HttpResponse:
    """List the accounts, by name."""
    _may_manage(request)
    after = request.GET.get("after", "")
    found = User.objects.live().order_by("username").prefetch_related("grants", "authorities")
    words = request.GET.get("q", "").strip()
    if words:
        found = found.filter(username__icontains=words) | found.filter(name__icontains=words)
    total = found.count()
    page = list(found.filter(username__gt=after)[: PAGE + 1])
    more = page[PAGE - 1].username if len(page) > PAGE else ""
    return show(request, "people", accounts=page[:PAGE], total=total, next=more, q=words)


def new_account(request: HttpRequest) -> HttpResponse:
    """Open an account; its password is shown once."""
    _may_manage(request)
    form = AccountForm(request, request.POST or None)
    roles = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and roles.is_valid():
        given = dict(form.cleaned_data)
        try:
            user, password = work.open_account(
                signed_in(request),
                given.pop("username"),
                Role(roles.cleaned_data["role"]),
                ends_on=roles.cleaned_data["ends_on"],
                **given,
            )
        except ValidationError as error:
            _add(form, error)
        except UsageError as error:
            form.add_error(None, error.what)
        else:
            return show(request, "person_password", account=user, password=password)
    code = 400 if request.method == "POST" else 200
    return show(request, "person_new", code=code, form=form, roles=roles)


def person(request: HttpRequest, number: int) -> HttpResponse:
    """One account: what it is, what it may, and what was done with it."""
    _may_manage(request)
    return _page(request, _account(number), {})


@require_POST
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Do what the pressed button says, and show the account again."""
    _may_manage(request)
    account, by = _account(number), signed_in(request)
    act = request.POST.get("act", "")
    acts: dict[str, Callable[[], HttpResponse | None]] = {
        "save": lambda: _save(request, account, by),
        "role": lambda: _give(request, account, by),
        "end-role": lambda: work.end_role(by, _of(Grant, request, account)),
        "authority": lambda: _authority(request, account, by),
        "end-authority": lambda: archive(_of(Authority, request, account), by.key, "Ended."),
        "close": lambda: work.close_account(by, account),
        "factors": lambda: work.remove_factors(by, account),
        "reopen": lambda: work.reopen_account(by, account),
        "password": lambda: show(
            request, "person_password", account=account, password=work.renew_password(by, account)
        ),
    }
    if act not in acts:
        raise Http404("There is no such button.")
    try:
        answer = acts[act]()
    except (UsageError, ConflictError, ValidationError) as error:
        return _page(request, _account(number), {"trouble": _told(error)}, 400)
    if answer is not None:
        return answer
    messages.success(request, "Done. It is in the history.")
    return redirect("console:person", number=number)


def _save(request: HttpRequest, account: User, by: User) -> HttpResponse | None:
    form = AccountForm(request, request.POST)
    if not form.is_valid():
        return _page(request, account, {"form": form}, 400)
    if str(account.version) != request.POST.get("version"):
        raise ConflictError(account)
    work.change_account(by, account, **form.cleaned_data)
    return None


def _give(request: HttpRequest, account: User, by: User) -> HttpResponse | None:
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _page(request, account, {"role_form": form}, 400)
    work.give_role(by, account, Role(form.cleaned_data["role"]), ends_on=form.cleaned_data["ends_on"])
    return None


def _authority(request: HttpRequest, account: User, by: User) -> HttpResponse | None:
    form = AuthorityForm(request.POST)
    if not form.is_valid():
        return _page(request, account, {"authority_form": form}, 400)
    exceptions.give_authority(
        account, Severity(form.cleaned_data["severity"]), by, ends_on=form.cleaned_data["ends_on"]
    )
    return None


def _of(kind: type[Any], request: HttpRequest, account: User) -> Any:  # noqa: ANN401  a grant or an authority
    number = request.POST.get("number", "")
    found = kind.objects.live().filter(user=account, pk=int(number)).first() if number.isdigit() else None
    if found is None:
        raise Http404("That has ended already.")
    return found


def _page(request: HttpRequest, account: User, context: dict[str, Any], code: int = 200) -> HttpResponse:
    today = timezone.now().date()
    names = {field: getattr(account, field) for field in AccountForm.base_fields}
    made = tabs(request, ("account", "Account", None), ("history", "History", None))
    shown: dict[str, Any] = {
        "account": account,
        "grants": Grant.objects.in_force(today).filter(user=account).order_by("role"),
        "authorities": [
            one for one in Authority.objects.live().filter(user=account) if one.ends_on is None or one.ends_on >= today
        ],
        "form": AccountForm(request, initial=names),
        "role_form": RoleForm(),
        "authority_form": AuthorityForm(),
        "factors": factors.of(account),
        "factor_needed": factors.needed(account),
        "identities": account.identities.live().order_by("provider"),
        "is_self": account.pk == signed_in(request).pk,
        "changes": [(one, _actor(one.entry.actor)) for one in changes(account)],
        "tabs": made,
        "tab": opened(made),
    }
    return show(request, "person", code=code, **(shown | context))


def _actor(key: str) -> str:
    found = User.objects.filter(key=key).first()
    return str(found) if found else "Holdfast"


def _account(number: int) -> User:
    found = User.objects.live().filter(pk=number).first()
    if found is None:
        raise Http404("There is no such account.")
    account: User = found
    return account


def _may_manage(request: HttpRequest) -> None:
    if console(request).as_of is not None or not may(request.user, "people.manage"):
        raise PermissionDenied


def _told(error: Exception) -> str:
    if isinstance(error, UsageError):
        return f"{error.what[:1].upper()}{error.what[1:]}. {error.do}"
    if isinstance(error, ConflictError):
        return "Somebody else has changed this account since you opened it. It is shown as it is now; look again."
    return " ".join(text for texts in getattr(error, "message_dict", {}).values() for text in texts)


def _add(form: forms.Form, error: ValidationError) -> None:
    for field, texts in error.message_dict.items():
        for text in texts:
            form.add_error(field if field in form.fields else None, text)
