"""gunicorn, embedded: one process with threads, because one process holds the reader of the store."""

from __future__ import annotations

import socket
from typing import Any

from django.core.handlers.wsgi import WSGIHandler  # noqa: TC002  gunicorn calls it
from gunicorn.app.base import BaseApplication

from holdfast.errors import UsageError


class _Console(BaseApplication):  # type: ignore[misc]  # gunicorn publishes no types
    """Gunicorn with our settings and our application."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand our settings to gunicorn."""
        for key, value in self._options.items():
            self.cfg.set(key, value)

    def load(self) -> WSGIHandler:
        """Return the WSGI application."""
        from holdfast.web.wsgi import application  # noqa: PLC0415  in the worker, after the fork

        return application


def run(host: str, port: int, *, threads: int) -> None:
    """Serve on ``host``:``port`` until a signal. Raises UsageError if the address cannot be taken."""
    _refuse_taken(host, port)
    _Console(
        {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": 1,
            "threads": threads,
            "worker_class": "gthread",
            "timeout": 120,
            "graceful_timeout": 5,
            "keepalive": 5,
            "accesslog": None,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
    ).run()


def _refuse_taken(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UsageError(
                f"cannot listen on {host}:{port}: {error.strerror}",
                do="Stop what listens there, or choose another --port.",
            ) from error
