"""A Flask app that receives webhooks with six mistakes, each marked, to see what a review says.

Run it with `flask --app examples.webhooks_wrong run`, its secret in `GHXSTSHIP_WEBHOOK_SECRET`,
then `ghxstship certify http://localhost:5000/hooks`. `webhooks_flask.py` is how it is done.
"""

from __future__ import annotations

import hmac
import json
import os
from hashlib import sha256

from flask import Flask, Response, request

from ghxstship.events import EVENT_NAMES
from ghxstship.webhooks.conventions import SIGNATURE

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 500_000  # wrong (large-body): events may be longer
seen: set[str] = set()


@app.post("/hooks")
def hooks() -> Response:
    body = request.get_data()
    event = json.loads(body)  # wrong (broken-body): a stranger's JSON is parsed, and this raises
    if not is_genuine(body, request.headers.get(SIGNATURE.header, "")):
        return Response(status=401)
    key = event["metadata"]["idempotency_key"]
    if key in seen:
        return Response(status=409)  # wrong (duplicate): an error makes it come again and again
    seen.add(key)
    if event["event"] not in EVENT_NAMES:
        raise ValueError(event["event"])  # wrong (unknown-event): there will be new ones
    print(event["event"], flush=True)
    return Response(status=204)


def is_genuine(body: bytes, header: str) -> bool:
    # Wrong (several-signatures): of two `v1` entries a dictionary keeps the last.
    entries = [entry.partition("=") for entry in header.split(",")]
    parts = {name: value for name, _, value in entries}
    # Wrong (stale-timestamp, future-timestamp): nobody compares `t` with the clock.
    signed = f"{parts.get('t')}.".encode() + body
    secret = os.environ["GHXSTSHIP_WEBHOOK_SECRET"].encode()
    expected = hmac.new(secret, signed, sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), parts.get("v1", "").encode())
