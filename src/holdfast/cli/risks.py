"""risk: the register on the command line: which risks there are, what one says, what all cost."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.exceptions import opened
from holdfast.cli.options import AsOfOption, CompanyOption, FormatOption, moment, one_of
from holdfast.cli.output import FORMATS, print_rows, say
from holdfast.errors import UsageError

if TYPE_CHECKING:
    from holdfast.content.risk_method import RiskMethod
    from holdfast.pipeline.runs import Company
    from holdfast.web.risk.standing import Line

_SHOWN = ("id", "level", "standing", "owner", "review_due", "title")
_STANDINGS = ("all", "open", "unrated", "late", "treated", "accepted", "within")
_COLUMNS = (
    "id", "title", "level", "standing", "category", "owner", "team", "likelihood", "impact", "inherent_likelihood",
    "inherent_impact", "residual_likelihood", "residual_impact", "response", "open_treatments", "review_due",
    "accepted_until",
)  # fmt: skip
_MONEY = ("id", "title", "mean", "mean_treated", "worst_of_ten", "worst_of_twenty", "chance_of_any")


def register(app: typer.Typer) -> None:
    """Add this group's verbs."""
    group = typer.Typer(help="List risks, show one, say what they cost in a year.", no_args_is_help=True)
    group.command(name="list")(list_)
    group.command()(show)
    group.command()(quantify)
    app.add_typer(group, name="risk")


def list_(
    standing: Annotated[str, typer.Option("--standing", help=f"{', '.join(_STANDINGS)}.")] = "all",
    as_of: AsOfOption = "",
    company: CompanyOption = None,
    style: FormatOption = "table",
) -> None:
    """List the risks, the gravest first."""
    one_of(standing, _STANDINGS, "--standing")
    one_of(style, FORMATS, "--format")
    place = opened(company)
    from holdfast.web.risk import standing as stands  # noqa: PLC0415  models exist once Django is set up

    found = stands.lines(None, _method(place), moment(as_of))
    rows = [_row(line) for line in found if standing in {"all", line.standing}]
    print_rows(rows, _SHOWN if style == "table" else _COLUMNS, style)


def show(
    risk: Annotated[str, typer.Argument(metavar="ID", help="The risk: R-12.")],
    as_of: AsOfOption = "",
    company: CompanyOption = None,
    style: FormatOption = "table",
) -> None:
    """Show one risk: what it says, what is done about it, what was accepted."""
    one_of(style, FORMATS, "--format")
    place = opened(company)
    from holdfast.web.history.replay import record_at  # noqa: PLC0415  as above
    from holdfast.web.risk import standing as stands  # noqa: PLC0415  as above
    from holdfast.web.risk.register import Risk  # noqa: PLC0415  as above

    at, number = moment(as_of), risk.upper().removeprefix("R-")
    one = None
    if number.isdigit():
        one = record_at(Risk, int(number), at) if at else Risk.objects.filter(pk=int(number)).first()
    if one is None:
        raise UsageError(f"there is no risk {risk!r}", do="See them with: holdfast risk list")
    row = _row(stands.line(one, _method(place), at)) | {
        "scenario": one.scenario,
        "about": ", ".join(one.assets),
        "controls": ", ".join(one.controls),
        "rationale": one.rationale,
        "treatments": "; ".join(
            f"{plan} {plan.title} ({plan.stage}, due {plan.due_on})" for plan in stands.treatments_of(one, at)
        ),
        "acceptances": "; ".join(
            f"{held} {held.level} from {held.starts_on} until {held.stopped_on or held.ends_on}"
            for held in stands.acceptances_of(one, at)
        ),
    }
    if style == "table":
        print_rows(
            [{"field": name.replace("_", " "), "value": value} for name, value in row.items()],
            ("field", "value"),
            style,
        )
    else:
        print_rows([row], tuple(row), style)


def quantify(
    seed: Annotated[int | None, typer.Option(help="The same seed gives the same numbers.", min=0)] = None,
    trials: Annotated[int, typer.Option(help="Simulated years.", min=1000, max=1_000_000)] = 100_000,
    as_of: AsOfOption = "",
    company: CompanyOption = None,
    style: FormatOption = "table",
) -> None:
    """Say what the estimated risks cost in a year, today and once treated, the dearest first."""
    one_of(style, FORMATS, "--format")
    place = opened(company)
    from holdfast.web.risk import quantifying  # noqa: PLC0415  as above
    from holdfast.web.risk import standing as stands  # noqa: PLC0415  as above

    at, method = moment(as_of), _method(place)
    lines = {line.number: line for line in stands.lines(None, method, at)}
    limits = [limit.loss for limit in method.appetite.losses]
    chosen = quantifying.SEED if seed is None else seed
    found = quantifying.portfolio(lines, at, seed=chosen, trials=trials, limits=limits)
    if found is None:
        raise UsageError("no risk is estimated", do="Open one in the console, then: In money.")
    treated = {one.number: one for one in found.treated.outcomes}
    rows = [
        {
            "id": lines[one.number].name,
            "title": lines[one.number].title,
            "mean": round(one.mean),
            "mean_treated": round(treated[one.number].mean),
            "worst_of_ten": round(one.worst_of_ten),
            "worst_of_twenty": round(one.worst_of_twenty),
            "chance_of_any": round(one.chance, 4),
        }
        for one in sorted(found.today.outcomes, key=lambda one: -one.mean)
    ]
    print_rows(rows, _MONEY, style)
    for word, result in (("today", found.today), ("once treated", found.treated)):
        say(
            f"All together, {word}: {result.mean:,.0f} {method.currency} in an average year, "
            f"{result.worst_of_twenty:,.0f} in the worst of twenty, "
            f"{result.worst_of_hundred:,.0f} in the worst of a hundred"
        )
    for limit, today in zip(method.appetite.losses, found.today.limits, strict=True):
        held = "within" if today[1] <= limit.chance else "above"
        say(f"Losing {limit.loss:,.0f} or more: {today[1]:.1%}, {held} the appetite of {limit.chance:.1%}")
    say(f"{found.linked} hang on common causes; {trials:,} years, seed {found.today.seed}.")
    sys.stdout.flush()


def _method(place: Company) -> RiskMethod:
    from holdfast.content.load import load_intent  # noqa: PLC0415  only these verbs need the texts

    return load_intent(place.settings.company).company.rates_risks_by


def _row(line: Line) -> dict[str, object]:
    return {
        "id": line.name,
        "title": line.title,
        "level": line.level.id if line.level else "",
        "standing": line.standing,
        "category": line.category,
        "owner": line.owner,
        "team": line.team,
        "likelihood": line.current[0],
        "impact": line.current[1],
        "inherent_likelihood": line.inherent[0],
        "inherent_impact": line.inherent[1],
        "residual_likelihood": line.residual[0],
        "residual_impact": line.residual[1],
        "response": line.response,
        "open_treatments": line.treatments,
        "review_due": line.review_due,
        "accepted_until": line.accepted_until,
    }
