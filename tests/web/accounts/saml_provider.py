"""A provider of SAML 2.0 made of pysaml2's server, on the loopback, with a key of its own for each test run."""

from __future__ import annotations

import base64
import shutil
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from saml2 import BINDING_HTTP_REDIRECT
from saml2.authn_context import PASSWORD
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REDIRECT = BINDING_HTTP_REDIRECT
KIM = {"mail": ["kim@papermoon.example"], "displayName": ["Kim Okafor"]}


@dataclass(frozen=True)
class SamlIdp:
    """Where it is, what it says of itself, and how it answers."""

    address: str
    folder: Path
    minutes: int = 5

    def settings(self, consumer: str = "") -> dict[str, Any]:
        return {
            "entityid": f"{self.address}/idp",
            "xmlsec_binary": shutil.which("xmlsec1"),
            "key_file": str(self.folder / "key.pem"),
            "cert_file": str(self.folder / "cert.pem"),
            "metadata": {"inline": [consumer]} if consumer else {},
            "service": {
                "idp": {
                    "endpoints": {"single_sign_on_service": [(f"{self.address}/sso", BINDING_HTTP_REDIRECT)]},
                    "policy": {"default": {"lifetime": {"minutes": self.minutes}, "attribute_restrictions": None}},
                }
            },
        }

    def metadata(self) -> str:
        config = IdPConfig()
        config.load(self.settings())
        return str(entity_descriptor(config))

    def answer(self, consumer: str, request: str, **changes: Any) -> str:
        """Return the answer to a request that a browser brought, as XML; ``changes`` are pysaml2's arguments."""
        config = IdPConfig()
        config.load(self.settings(consumer))
        server = Server(config=config)
        asked = server.parse_authn_request(request, BINDING_HTTP_REDIRECT).message
        entity = asked.issuer.text
        said: dict[str, Any] = {
            "identity": KIM,
            "in_response_to": asked.id,
            "destination": entity.removesuffix("/metadata") + "/consume",
            "sp_entity_id": entity,
            "name_id": NameID(format=NAMEID_FORMAT_PERSISTENT, text="k-77"),
            "authn": {"class_ref": PASSWORD},
            "sign_assertion": True,
            "sign_response": False,
            **changes,
        }
        return str(server.create_authn_response(**said))


def made_key(folder: Path) -> None:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .sign(key, SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(pem)
    (folder / "cert.pem").write_bytes(certificate.public_bytes(Encoding.PEM))


@contextmanager
def saml_idp(folder: Path) -> Iterator[SamlIdp]:
    """Serve it on 127.0.0.1, which to a browser is another site than localhost."""
    made_key(folder)

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            consumer = (folder / "consumer.xml").read_text()
            xml = idp.answer(consumer, asked["SAMLRequest"][0])
            to = idp_target(consumer)
            page = (
                f'<form method="post" action="{escape(to)}"><input type="hidden" name="SAMLResponse" '
                f'value="{encoded(xml)}"><button>Go on as Kim</button></form>'
            )
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    idp = SamlIdp(f"http://127.0.0.1:{server.server_port}", folder)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield idp
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def idp_target(consumer: str) -> str:
    return consumer.split('entityID="')[1].split('"', maxsplit=1)[0].removesuffix("/metadata") + "/consume"


def encoded(xml: str) -> str:

    return base64.b64encode(xml.encode()).decode()
