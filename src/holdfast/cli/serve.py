"""serve, worker and demo: the console, what keeps it up with the records, and the example company in it."""

from __future__ import annotations

import ipaddress
import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.options import CompanyOption, open_company, with_records
from holdfast.cli.output import say
from holdfast.errors import UsageError

if TYPE_CHECKING:
    from holdfast.config import Settings

_REFRESH = timedelta(minutes=15)

HostOption = Annotated[str, typer.Option(help="The address to listen on; loopback unless you say otherwise.")]
PortOption = Annotated[int, typer.Option(help="The port to listen on.")]
NewPasswordOption = Annotated[
    bool, typer.Option("--new-password", help="Give the first administrator a new password, and print it.")
]


def register(app: typer.Typer) -> None:
    """Add this group's verbs."""
    app.command()(serve)
    app.command()(worker)
    app.command()(demo)


def serve(
    company: CompanyOption = None,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8420,
    new_password: NewPasswordOption = False,  # noqa: FBT002  an option's default
    with_worker: Annotated[bool, typer.Option("--worker/--no-worker", help="Judge records as they are saved.")] = True,  # noqa: FBT002  as above
) -> None:
    """Serve the console."""
    _serve(open_company(company).settings, host, port, new_password=new_password, with_worker=with_worker)


def worker(
    company: CompanyOption = None,
    parent: Annotated[int, typer.Option("--parent", hidden=True)] = 0,
) -> None:
    """Judge what people record, within seconds of its being saved; `serve` starts one by itself."""
    place = with_records(open_company(company))
    if place.records is None:
        raise UsageError("there are no records yet", do="Start the console first: holdfast serve")
    from holdfast.web.worker import Worker  # noqa: PLC0415  Django is set up by now

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    Worker(place, say).work(lambda seconds: stop.wait(seconds) or (parent and os.getppid() != parent))


def demo(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where the example company lives.")] = Path("demo"),
    serve: Annotated[bool, typer.Option(help="Serve the console when the company is ready.")] = True,  # noqa: FBT002  an option's default
    host: HostOption = "127.0.0.1",
    port: PortOption = 8420,
    new_password: NewPasswordOption = False,  # noqa: FBT002  as above
    background: Annotated[bool, typer.Option("--background", hidden=True)] = False,  # noqa: FBT002  as above
) -> None:
    """Set up the example company on a simulated AWS, judge it, and serve its console."""
    from holdfast.demo import story  # noqa: PLC0415  heavy

    os.umask(0o077)  # what is kept about a company is its owner's alone
    folder = folder.resolve()
    if background:
        stop = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        from holdfast.demo import records  # noqa: PLC0415  as above

        if records.record(folder, stop.wait):
            say("Its people's records are kept; they are judged within seconds")
        story.go_on(folder, _REFRESH, say, stop.wait)
        return
    if story.settle(folder):
        say(f"The example company Papermoon lives in {folder}")
    if not story.has_history(folder):
        say("Living through its last five weeks on a simulated AWS ...")
        story.live_through(folder, say)
    if not serve:
        return
    # A child of its own serves: gunicorn forks, and this process has run the engine's threads.
    server = _child("serve", "--company", str(folder), "--host", host, "--port", str(port), *_flag(new_password))
    refresher = _child("demo", str(folder), "--background", quiet=True)
    signal.signal(signal.SIGTERM, lambda *_: server.send_signal(signal.SIGTERM))
    try:
        code = server.wait()
    except KeyboardInterrupt:  # the server has met it too, and ends by itself
        code = server.wait()
    finally:
        refresher.send_signal(signal.SIGTERM)
        refresher.wait()
    raise typer.Exit(max(code, 0))


def _flag(new_password: bool) -> list[str]:  # noqa: FBT001  it is the flag
    return ["--new-password"] if new_password else []


def _child(*words: str, quiet: bool = False) -> subprocess.Popen[bytes]:
    """Start the command anew; a quiet child hears no Ctrl-C and says nothing."""
    output = subprocess.DEVNULL if quiet else None
    return subprocess.Popen(  # noqa: S603  our own command
        [sys.executable, "-c", "from holdfast.cli import main; main()", *words],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=quiet,
    )


def _serve(settings: Settings, host: str, port: int, *, new_password: bool, with_worker: bool) -> None:
    from holdfast.web import start  # noqa: PLC0415  Django is heavy

    folder = settings.company
    start.prepare(folder)
    from holdfast.web.accounts import first_admin  # noqa: PLC0415  models exist once Django is set up

    password = first_admin.ensure_first_administrator()
    if new_password and not password:
        password = first_admin.renew_password()
    say("")
    say(f"The console is at  http://{host}:{port}")
    if not settings.https and not _is_loopback(host):
        say("Others can reach this address, and nothing on the way is encrypted: passwords neither. Put a proxy with")
        say("TLS in front, let this listen on loopback, and set HOLDFAST_HTTPS=1 and HOLDFAST_HOSTS.")
    if password:
        say(f"Sign in as         {first_admin.NAME}")
        say(f"with the password  {password}")
        say("The password is shown this once; you will choose your own.")
    else:
        say("Sign in as before. A lost password: stop, then add --new-password.")
    say("Ctrl-C ends.")
    if with_worker:
        _child("worker", "--company", str(folder), "--parent", str(os.getpid()), quiet=True)
    start.serve(folder, host, port)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
