"""exception: leaving the road for a time, asked for and decided on the command line.

Whoever acts signs in first, as in the console: an approval is a person's, never a machine's.
"""

from __future__ import annotations

import getpass
import os
import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from holdfast.cli.options import CompanyOption, FormatOption, one_of, open_company, with_records
from holdfast.cli.output import FORMATS, print_rows, say
from holdfast.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from holdfast.pipeline.runs import Company
    from holdfast.web.accounts.models import User
    from holdfast.web.risk.models import SecurityException

_T = TypeVar("_T")

_COLUMNS = (
    "id", "decision", "check_id", "subjects", "severity", "tier", "starts_on", "ends_on", "stopped_on", "renewals",
    "disposition", "team", "reason", "compensating_control", "decided_why",
)  # fmt: skip
_SHOWN = ("id", "decision", "check_id", "subjects", "tier", "ends_on", "reason")
_DECISIONS = ("all", "open", "approved", "refused", "withdrawn")

AsOption = Annotated[str, typer.Option("--as", help="Your sign-in name; you are asked for your password.")]
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="The exception: EX-12.")]
WhyOption = Annotated[str, typer.Option("--why", help="Why, in a sentence; it is kept.")]


def register(app: typer.Typer) -> None:
    """Add this group's verbs."""
    group = typer.Typer(help="Ask for an exception, list them, decide on them.", no_args_is_help=True)
    group.command()(request)
    group.command(name="list")(list_)
    group.command()(approve)
    group.command()(refuse)
    group.command()(end)
    app.add_typer(group, name="exception")


def request(  # noqa: PLR0913, PLR0917  what a request says
    check: Annotated[str, typer.Option(help="The check that fails.")],
    subject: Annotated[list[str], typer.Option(help="What fails it: an ARN, or kind:id. May be given again.")],
    reason: Annotated[str, typer.Option(help="Why it cannot be mended now.")],
    until: Annotated[str, typer.Option(help="The last day, such as 2027-01-31.", metavar="DATE")],
    name: AsOption,
    control: Annotated[str, typer.Option(help="What protects instead.")] = "",
    evidence: Annotated[str, typer.Option(help="What shows that this works.")] = "",
    risk: Annotated[str, typer.Option(help="What could happen, and is accepted.")] = "",
    false_positive: Annotated[bool, typer.Option("--false-positive", help="The result is wrong.")] = False,  # noqa: FBT002  an option's default
    company: CompanyOption = None,
) -> None:
    """Ask for an exception; somebody else with authority decides."""
    place = opened(company)
    from holdfast.web.risk.asking import ask  # noqa: PLC0415  models exist once Django is set up
    from holdfast.web.risk.exceptions import Wanted  # noqa: PLC0415  as above
    from holdfast.web.risk.models import Disposition  # noqa: PLC0415  as above

    wanted = Wanted(
        subjects=tuple(subject),
        reason=reason,
        ends_on=_day(until),
        disposition=Disposition.FALSE_POSITIVE if false_positive else Disposition.EXCEPTION,
        compensating_control=control,
        compensating_evidence=evidence,
        risk_accepted=risk,
    )
    made = _held(lambda: ask(place.reads(), check, wanted, _signed_in(name)))
    say(f"{made} waits for a decision by somebody with authority for {made.tier} exceptions.")
    sys.stdout.write(f"{made}\n")


def list_(
    decision: Annotated[str, typer.Option("--decision", help=f"{', '.join(_DECISIONS)}.")] = "all",
    company: CompanyOption = None,
    style: FormatOption = "table",
) -> None:
    """List exceptions, the newest first."""
    one_of(decision, _DECISIONS, "--decision")
    one_of(style, FORMATS, "--format")
    opened(company)
    from holdfast.web.risk.models import SecurityException  # noqa: PLC0415  as above

    found = SecurityException.objects.live().order_by("-pk")
    rows = [_row(one) for one in (found if decision == "all" else found.filter(decision=decision))]
    print_rows(rows, _SHOWN if style == "table" else _COLUMNS, style)


def approve(exception: IdArgument, name: AsOption, why: WhyOption, company: CompanyOption = None) -> None:
    """Approve a request; never your own."""
    _decide(exception, name, why, company, approve=True)


def refuse(exception: IdArgument, name: AsOption, why: WhyOption, company: CompanyOption = None) -> None:
    """Refuse a request, and say why."""
    _decide(exception, name, why, company, approve=False)


def end(exception: IdArgument, name: AsOption, why: WhyOption = "", company: CompanyOption = None) -> None:
    """End an approved exception before its time."""
    opened(company)
    from holdfast.web.risk import exceptions  # noqa: PLC0415  as above

    found, user = _found(exception), _signed_in(name)
    _held(lambda: exceptions.stop(found, user, why))
    say(f"{found} has ended; what it was about counts again with the next run.")


def _decide(exception: str, name: str, why: str, company: Path | None, *, approve: bool) -> None:
    opened(company)
    from holdfast.web.risk import exceptions  # noqa: PLC0415  as above

    found, user = _found(exception), _signed_in(name)
    _held(lambda: exceptions.decide(found, user, approve=approve, why=why))
    say(f"{found} is {found.get_decision_display().lower()}.")


def opened(folder: Path | None) -> Company:
    """Return the company with its database open. Raises UsageError where it has none."""
    place = with_records(open_company(folder))
    if place.records is None:
        raise UsageError("there are no accounts yet", do="Start the console once: holdfast serve")
    from holdfast.web import start  # noqa: PLC0415  Django is heavy

    start.refuse_unusable()
    return place


def _signed_in(name: str) -> User:
    """Ask for the password and the second factor, or read each as a line where there is no terminal."""
    from holdfast.web.accounts import factors  # noqa: PLC0415  as above
    from holdfast.web.accounts.signing_in import show_code, sign_in  # noqa: PLC0415  as above

    where = f"command:{os.getuid()}"
    user = sign_in(name, _line(f"Password of {name}: "), where)
    if user.must_change_password:
        raise UsageError("your password was made by somebody else", do="Choose your own in the console first.")
    if factors.of(user):
        show_code(user, _line("Code of your authenticator app, or a recovery code: "), where)
    elif factors.needed(user):
        raise UsageError("your role needs a second factor", do="Add an authenticator app in the console first.")
    return user


def _line(asked: str) -> str:
    return getpass.getpass(asked) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def _found(exception: str) -> SecurityException:
    from holdfast.web.risk.models import SecurityException  # noqa: PLC0415  as above

    number = exception.upper().removeprefix("EX-")
    found = SecurityException.objects.live().filter(pk=int(number)).first() if number.isdigit() else None
    if found is None:
        raise UsageError(f"there is no exception {exception!r}", do="See them with: holdfast exception list")
    return found


def _held(act: Callable[[], _T]) -> _T:
    """Do it; what the records refuse is a wrong use of the command, field by field."""
    from django.core.exceptions import ValidationError  # noqa: PLC0415  as above

    from holdfast.web.history.records import ConflictError  # noqa: PLC0415  as above

    try:
        return act()
    except ValidationError as error:
        said = [f"{field}: {' '.join(texts)}" for field, texts in error.message_dict.items()]
        raise UsageError("the request does not hold", do="\n  ".join(said)) from error
    except ConflictError as error:
        raise UsageError(f"{error.stored} was changed meanwhile", do="Look again: holdfast exception list") from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no day", where="--until", do="Write it as 2027-01-31.") from error


def _row(one: SecurityException) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(one, name) for name in _COLUMNS if name not in {"id", "subjects"}}
    return row | {"id": str(one), "subjects": ", ".join(one.subjects)}
