"""How many bytes a result and a finding take in the store, beside the same findings as OCSF's JSON.

An estate is judged by the sixty checks that judge most. The store's bytes are those of all that a run keeps of
results: results and subjects (passes too) and the file of all that fails. OCSF's are compact JSON, one compliance
finding (class 2003) for each fail, with what a person needs of it; also packed, as nobody keeps it who must search it.

    python bench/stored.py [--subjects 50000]
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluate import content, once
from generate import generate

from holdfast.collectors.registry import catalogue
from holdfast.facts.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.content.model import Check
    from holdfast.facts.manifest import Manifest

CHECKS = 60
_SEVERITIES = {"critical": 5, "high": 4, "medium": 3, "low": 2}


def main() -> None:
    """Judge, add up the bytes, and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subjects", type=int, default=50_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        generate(store, given.subjects)
        once(store, 1, checks=CHECKS, profile=False)
        opened = Store.open(store, catalogue(), create=False)
        manifest = opened.head()
        assert manifest
        stored = _stored(manifest)
        checks = {check.id: check for check in content(CHECKS).checks}
        with opened.reading(manifest) as reading:
            fails = reading.engine.dicts("SELECT * FROM failing")
        lines = [json.dumps(_ocsf(row, checks[str(row["check_id"])]), separators=(",", ":")).encode() for row in fails]
    as_json, packed = sum(len(line) + 1 for line in lines), len(gzip.compress(b"\n".join(lines)))
    whole = sum(stored.values())
    results = manifest.line.results
    print(f"{results:,} results, of which {len(lines):,} fail")
    print(f"stored: {whole:,} bytes ({', '.join(f'{name} {size:,}' for name, size in stored.items())})")
    print(f"  {whole / results:.1f} bytes a result, {whole / len(lines):.1f} a finding")
    print(f"OCSF: {as_json:,} bytes, {as_json / len(lines):,.0f} a finding; packed by gzip {packed:,}")
    print(f"OCSF over stored: {as_json / whole:.1f} (goal: 20); packed, {packed / whole:.1f}")


def _stored(manifest: Manifest) -> dict[str, int]:
    """Return the bytes of all that a run keeps of results, by ledger."""
    sizes: dict[str, int] = {}
    for name, ledger in manifest.ledgers.items():
        refs = (ledger.keyframe, ledger.current, *(change.file for change in ledger.changes))
        sizes[name] = sum(ref.bytes for ref in {ref.name: ref for ref in refs if ref}.values())
    sizes["failing"] = sum(ref.bytes for ref in manifest.failing.files) if manifest.failing else 0
    return {name: size for name, size in sizes.items() if name in {"results", "subjects", "failing"}}


def _ocsf(row: Mapping[str, Any], check: Check) -> dict[str, object]:
    header = check.header
    return {
        "class_uid": 2003,
        "category_uid": 2,
        "activity_id": 1,
        "type_uid": 200301,
        "time": int(row["since"]) * 1000,
        "severity_id": _SEVERITIES[str(header.severity)],
        "severity": str(header.severity).title(),
        "status_id": 1,
        "status": "New",
        "metadata": {"version": "1.5.0", "product": {"name": "Holdfast", "vendor_name": "Holdfast"}},
        "finding_info": {
            "uid": f"{header.id}:{row['subject']}",
            "title": header.title,
            "desc": header.why,
            "created_time": int(row["since"]) * 1000,
            "types": [header.program],
        },
        "compliance": {"control": header.id, "standards": list(header.controls), "status_id": 3, "status": "Fail"},
        "remediation": {"desc": header.fix},
        "status_detail": row["reason"],
        "cloud": {"provider": "AWS", "account": {"uid": row["account_id"]}, "region": row["region"]},
        "resources": [
            {
                "uid": row["subject"],
                "name": row["name"],
                "type": row["kind"],
                "region": row["region"],
                "cloud_partition": "aws",
                "owner": {"name": row["team"]},
                "group": {"name": row["service"]},
            }
        ],
    }


if __name__ == "__main__":
    main()
