"""moto behind several doors: one process and one state, and each caller's requests counted at its own.

What moto does not know, it answers with an error of its own inside, which both tools' SDK takes for an ill
service: it asks again, after a wait. So the door refuses such a call as AWS refuses one that is not permitted,
in the protocol that it came in, and nobody waits. Refusals are counted; calls that were asked again, apart.
"""

from __future__ import annotations

import io
import json
import re
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: The service that a request was signed for: .../20261124/eu-west-1/SERVICE/aws4_request.
_SIGNED_FOR = re.compile(r"/\d{8}/([^/]+)/([^/]+)/aws4_request")
#: How often the SDK has asked this before, told by itself: "attempt=2; max=3".
_ATTEMPT = re.compile(r"attempt=(\d+)")
_UNSUPPORTED = 500
_OK = 400
#: How what moto's web server says by itself begins; errors of AWS's services are XML, JSON or, to HEAD, empty.
_PAGES = (b"<!doctype", b"not found", b"not yet i")
_DENIED = "AccessDeniedException"
#: Services that speak XML though their requests name no action.
_IN_XML = frozenset({"s3", "s3control", "cloudfront", "route53"})


@dataclass(frozen=True, slots=True)
class Call:
    """One kind of request: the service it was signed for, what it asked, whether moto knows it, if asked again."""

    service: str
    operation: str
    supported: bool
    again: bool


@dataclass(slots=True)
class Door:
    """One port in front of moto, and what came through it since it was last emptied."""

    app: Callable[..., Iterable[bytes]]
    delay: float = 0.0
    calls: Counter[Call] = field(default_factory=Counter)
    seconds: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Let one request through, and note what it was."""
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        service, operation = _asked(environ, body)
        attempt = _ATTEMPT.search(environ.get("HTTP_AMZ_SDK_REQUEST", ""))
        again = attempt is not None and int(attempt[1]) > 1
        said: list[Any] = []
        time.sleep(self.delay)
        began = time.perf_counter()
        try:
            answer = list(self.app(environ, lambda *words: said.extend(words)))
            supported = not _is_page(b"".join(answer), *said)
        except Exception:  # noqa: BLE001  the one boundary to moto, which raises over what it does not know
            supported = False
        with self._lock:
            self.seconds += time.perf_counter() - began
            self.calls[Call(service, operation, supported, again)] += 1
        if not supported:
            answer, said = refusal(environ, service, body)
        start_response(*said)
        return answer

    def empty(self) -> tuple[Counter[Call], float]:
        """Return what came through and the seconds that moto took to answer it, and begin anew."""
        with self._lock:
            calls, self.calls = self.calls, Counter()
            seconds, self.seconds = self.seconds, 0.0
        return calls, seconds


def open_doors(names: Iterable[str], delay: float = 0.0) -> tuple[dict[str, Door], dict[str, str]]:
    """Serve moto on a port for each name. Returns the doors and their addresses, by name."""
    app = DomainDispatcherApplication(create_backend_app)
    doors: dict[str, Door] = {}
    addresses: dict[str, str] = {}
    for name in names:
        doors[name] = Door(app, delay=delay)
        port = _free_port()
        server = make_server("127.0.0.1", port, doors[name], threaded=True, request_handler=_Silent)
        threading.Thread(target=server.serve_forever, daemon=True, name=f"door-{name}").start()
        addresses[name] = f"http://127.0.0.1:{port}"
    return doors, addresses


class _Silent(MotoRequestHandler):
    """moto's handler without a line in the log for each request."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def _asked(environ: dict[str, Any], body: bytes) -> tuple[str, str]:
    """Return the service and the operation; for those that have no name on the wire, method and path."""
    signed = _SIGNED_FOR.search(environ.get("HTTP_AUTHORIZATION", ""))
    service = signed.group(2) if signed else "unsigned"
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    if target:
        return service, target.rpartition(".")[2]
    if environ.get("REQUEST_METHOD") == "POST" and b"Action=" in body:
        return service, parse_qs(body.decode("latin-1")).get("Action", ["?"])[0]
    query = environ.get("QUERY_STRING", "").partition("=")[0].partition("&")[0]
    path = environ.get("PATH_INFO", "")
    return service, f"{environ.get('REQUEST_METHOD')} {path}{'?' + query if query else ''}"


def _is_page(body: bytes, status: str, *_: object) -> bool:
    """Whether moto answered with a web page instead of an AWS error: it does not know the call."""
    code = int(status.split(maxsplit=1)[0])
    return code >= _UNSUPPORTED or (code >= _OK and body.lstrip()[:9].lower() in _PAGES)


def refusal(environ: dict[str, Any], service: str, body: bytes) -> tuple[list[bytes], list[Any]]:
    """Return the body and the head by which AWS refuses this request, in the protocol that it came in."""
    kind, text = "application/json", json.dumps({"__type": _DENIED, "message": "denied"}).encode()
    if environ.get("PATH_INFO", "").startswith("/service/"):
        kind, text = "application/cbor", b"\xa1\x66__type" + bytes([0x60 + len(_DENIED)]) + _DENIED.encode()
    elif not environ.get("HTTP_X_AMZ_TARGET") and (b"Action=" in body or service in _IN_XML):
        kind = "text/xml"
        code = "UnauthorizedOperation" if service == "ec2" else "AccessDenied"
        error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>denied</Message></Error>"
        whole = {"ec2": f"<Response><Errors>{error}</Errors></Response>", "s3": error}
        text = whole.get(service, f"<ErrorResponse>{error}</ErrorResponse>").encode()
    headers = [("Content-Type", kind), ("x-amzn-errortype", _DENIED), ("Content-Length", str(len(text)))]
    headers += [("smithy-protocol", "rpc-v2-cbor")] if kind == "application/cbor" else []
    return [text], ["403 Forbidden", headers]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
