"""From nothing to one typed deal with us."""

import sys

from ghxstship import Client

with Client("sk_test_1", workspace_id="ws_1", base_url=sys.argv[1]) as client:
    deal = client.atlvs.deals.get("deal_1")
    assert deal.owner
    assert deal.owner.name
