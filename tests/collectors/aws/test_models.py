"""What botocore is told of the services: every operation that a module asks for, and no other."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from botocore import xform_name
from botocore.exceptions import UnknownServiceError
from botocore.loaders import create_loader

from holdfast.collectors.aws import services, sqs
from holdfast.collectors.aws.models import LeanLoader
from holdfast.collectors.aws.services import SERVICES
from holdfast.collectors.aws.session import new_session

MODULES = sorted(Path(services.__file__).parent.glob("*.py"))


def test_every_operation_that_a_module_names_is_known() -> None:
    whole, lean = create_loader(), LeanLoader(SERVICES)
    known = set(whole.list_available_services("service-2"))
    met = 0
    for module in MODULES:
        constants = (node.value for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.Constant))
        texts = {value for value in constants if isinstance(value, str)}
        for service in texts & known:
            operations = {xform_name(one): one for one in whole.load_service_model(service, "service-2")["operations"]}
            asked = {operations[text] for text in texts & operations.keys()}
            met += len(asked)
            assert asked <= lean.load_service_model(service, "service-2")["operations"].keys(), (module.name, service)
    assert met > len(SERVICES)


def test_only_what_tables_declare_is_known_and_it_is_whole_but_for_its_documentation() -> None:
    whole, lean = (
        loader.load_service_model("sqs", "service-2") for loader in (create_loader(), LeanLoader([sqs.SERVICE]))
    )
    assert lean["operations"].keys() == {"ListQueues", "GetQueueAttributes", "ListQueueTags"}
    for kind in ("operations", "shapes"):
        for name, described in lean[kind].items():
            assert described == _undocumented(whole[kind][name])
    assert len(lean["shapes"]) < len(whole["shapes"])


def _undocumented(described: object) -> object:
    if isinstance(described, dict):
        return {key: "" if key == "documentation" else _undocumented(value) for key, value in described.items()}
    return [_undocumented(one) for one in described] if isinstance(described, list) else described


def test_a_client_answers_to_no_operation_that_changes_anything() -> None:
    client = new_session().client("sqs", region_name="eu-west-1")
    assert callable(client.list_queues)
    assert not hasattr(client, "delete_queue")


def test_what_botocore_itself_asks_while_it_signs_in_stays_whole() -> None:
    whole, lean = create_loader(), LeanLoader([])
    for service in ("sts", "sso", "sso-oidc"):
        described = lean.load_service_model(service, "service-2")["operations"]
        assert described.keys() == whole.load_service_model(service, "service-2")["operations"].keys()


def test_a_description_is_read_once() -> None:
    lean = LeanLoader(SERVICES)
    assert lean.load_service_model("sqs", "service-2") is lean.load_service_model("sqs", "service-2")


def test_a_service_that_does_not_exist_is_refused_as_ever() -> None:
    with pytest.raises(UnknownServiceError):
        LeanLoader(SERVICES).load_service_model("nonsense", "service-2")
