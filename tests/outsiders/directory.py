"""A directory of others: scim2-tester asks a server what RFC 7643 and RFC 7644 promise: `python directory.py URL KEY`.

It prints a line of JSON for each of its checks: what was checked, how it ended and why.
"""

import json
import sys

import httpx2  # type: ignore[import-not-found]
from scim2_client.engines.httpx2 import SyncSCIMClient  # type: ignore[import-not-found]
from scim2_tester import check_server  # type: ignore[import-not-found]

headers = {"Authorization": f"Bearer {sys.argv[2]}", "Content-Type": "application/scim+json"}
with httpx2.Client(base_url=sys.argv[1], headers=headers, timeout=30) as connection:
    for result in check_server(SyncSCIMClient(connection)):
        print(json.dumps({"title": result.title, "status": result.status.name, "reason": str(result.reason or "")}))
