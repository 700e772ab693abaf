"""The one command. Verbs live in a file per group; what is heavy is imported inside a verb."""

from __future__ import annotations

import sys
import traceback

import typer

from holdfast.errors import Exit, HoldfastError

app = typer.Typer(
    name="holdfast",
    help="Run a company's security program as a system.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=False,
)


def register() -> None:
    """Add every verb to the command."""
    from holdfast.cli import (  # noqa: PLC0415  they import app
        anchors,
        backups,
        checks,
        company,
        doctor,
        exceptions,
        gather,
        posture,
        reports,
        risks,
        serve,
    )

    for group in (company, gather, posture, checks, exceptions, risks, reports, serve, backups, anchors, doctor):
        group.register(app)


def main() -> None:
    """Run the command; every error that a person can act on is a sentence and an exit code."""
    register()
    try:
        app()
    except HoldfastError as error:
        print(f"holdfast: {error}", file=sys.stderr)  # noqa: T201  the command speaks to a terminal
        raise SystemExit(int(error.exit)) from None
    except BrokenPipeError:  # `holdfast results | head`
        sys.stderr.close()
        raise SystemExit(int(Exit.GOOD)) from None
    except KeyboardInterrupt:
        print("\nholdfast: stopped; what was committed before stays as it was", file=sys.stderr)  # noqa: T201
        raise SystemExit(130) from None
    except Exception as error:  # noqa: BLE001  the outermost boundary
        traceback.print_exc()
        print(  # noqa: T201
            f"holdfast: this is a defect in Holdfast, not of yours ({type(error).__name__}). "
            "Nothing that was committed is lost; please report it with the lines above.",
            file=sys.stderr,
        )
        raise SystemExit(int(Exit.STORE_UNUSABLE)) from None
