"""Iterates over all deals; prints memory at the end as a ratio to memory after the first tenth."""

import sys

from benchmarks.resident import resident
from ghxstship import Client

url, total = sys.argv[1], int(sys.argv[2])
early = resident()
number = 0
with Client("sk_test_1", workspace_id="ws_1", base_url=url) as client:
    for number, _ in enumerate(client.atlvs.deals.list(limit=100), 1):
        if number == total // 10:
            early = resident()
assert number == total
print(resident() / early)
