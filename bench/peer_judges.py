"""Run by the peer's own Python: its verdicts on an account that it has read, and how long it took to come to them.

    python bench/peer_judges.py REGION CHECK ...

A check of the peer's reads its service when it is imported. That is not counted, and neither are the calls to AWS
that a check makes while it judges: what is left is its evaluation.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from typing import Any

from botocore.client import BaseClient
from prowler.providers.aws.aws_provider import AwsProvider
from prowler.providers.common.models import Audit_Metadata
from prowler.providers.common.provider import Provider


def main() -> None:
    """Read, judge five times, and print the median of the seconds, and the verdicts, as JSON."""
    region, *names = sys.argv[1:]
    provider = AwsProvider(regions={region})
    provider.audit_metadata = Audit_Metadata(
        services_scanned=0, expected_checks=names, completed_checks=0, audit_progress=0
    )
    Provider.set_global_provider(provider)
    checks = []
    for name in names:
        service = name.partition("_")[0]
        module = importlib.import_module(f"prowler.providers.aws.services.{service}.{name}.{name}")
        checks.append(getattr(module, name)())
    asking = _counted()
    seconds, cpu, said = [], [], 0
    for _ in range(5):
        asking[:] = 0.0, 0.0
        began, began_cpu = time.perf_counter(), time.process_time()
        said = sum(_verdicts(check) for check in checks)
        seconds.append(time.perf_counter() - began - asking[0])
        cpu.append(time.process_time() - began_cpu - asking[1])
    print(json.dumps({"seconds": sorted(seconds)[2], "cpu": sorted(cpu)[2], "verdicts": said, "checks": len(checks)}))


def _verdicts(check: Any) -> int:  # noqa: ANN401  the peer's own class
    try:
        return len(check.execute())
    except Exception:  # noqa: BLE001  the boundary of one check, as it is in the peer: the others go on
        return 0


def _counted() -> list[float]:
    """Return a list of two numbers: the seconds, and those of CPU time, that calls to AWS take from now on."""
    asking, real = [0.0, 0.0], BaseClient._make_api_call  # noqa: SLF001  the one door through which every call leaves boto3

    def call(client: Any, operation: str, params: dict[str, Any]) -> Any:  # noqa: ANN401  as boto3 has it
        began, began_cpu = time.perf_counter(), time.process_time()
        try:
            return real(client, operation, params)
        finally:
            asking[0] += time.perf_counter() - began
            asking[1] += time.process_time() - began_cpu

    BaseClient._make_api_call = call  # noqa: SLF001  as above
    return asking


if __name__ == "__main__":
    main()
