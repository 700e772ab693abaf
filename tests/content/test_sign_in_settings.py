"""What holdfast.yaml says of signing in, and what it may not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from written_companies import problems_of, write_company

from holdfast.content.load import load_sign_in
from holdfast.content.problems import ContentError
from holdfast.content.signing_in import OidcProvider

if TYPE_CHECKING:
    from pathlib import Path

_GOOD = "{id: directory, title: D, issuer: https://id.example, client: holdfast, secret_env: ACME_SECRET}"


def written(folder: Path, *providers: str) -> Path:
    lines = "\n".join(f"    - {one}" for one in providers)
    return write_company(folder, holdfast=f"name: Acme\nsign_in:\n  oidc:\n{lines}\n")


def test_without_a_word_administrators_and_security_leads_need_a_second_factor(tmp_path: Path) -> None:
    assert load_sign_in(tmp_path).second_factor == ("administrator", "security lead")
    assert load_sign_in(write_company(tmp_path, holdfast="name: Acme\n")).oidc == ()


def test_a_provider_is_read_with_the_place_of_its_secret(tmp_path: Path) -> None:
    provider = load_sign_in(written(tmp_path, _GOOD)).provider("directory")
    assert isinstance(provider, OidcProvider)
    assert (provider.secret_env, provider.unknown_people) == ("ACME_SECRET", "refuse")


@pytest.mark.parametrize(
    ("providers", "what"),
    [
        (("{id: d, title: D, issuer: https://id.example, client: h, secret: abc}",), "`secret` is not a field here"),
        (("{id: d, title: D, issuer: https://id.example, client: h}",), "where the client's secret is"),
        (("{id: d, title: D, issuer: http://id.example, client: h, secret_env: A}",), "an issuer is an https address"),
        (("{id: d, title: D, issuer: 'https://[', client: h, secret_env: A}",), "an issuer is an https address"),
        ((_GOOD, _GOOD), "provider `directory` is defined a second time"),
    ],
)
def test_what_does_not_hold_is_told_with_its_line(tmp_path: Path, providers: tuple[str, ...], what: str) -> None:
    folder = written(tmp_path, *providers)
    with pytest.raises(ContentError) as caught:
        load_sign_in(folder)
    assert what in str(caught.value)
    told = [line for line in problems_of(folder) if what in line]
    assert told
    assert told[0].startswith(f"holdfast.yaml:{3 + len(providers)}")
