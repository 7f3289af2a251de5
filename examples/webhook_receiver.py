"""A FastAPI app that receives webhooks: verify the raw body first, parse it afterwards.

Run it with `uvicorn examples.webhook_receiver:app`, its secret in `GHXSTSHIP_WEBHOOK_SECRET`.
"""

from __future__ import annotations

import json
import os

from fastapi import FastAPI, Request, Response

from ghxstship import WebhookVerificationError, verify_webhook

app = FastAPI()


@app.post("/hooks")
async def receive(request: Request) -> Response:
    body = await request.body()  # the bytes as they came: parsing first would change them
    header = request.headers.get("X-GHXSTSHIP-Signature")
    try:
        verify_webhook(body, header, os.environ["GHXSTSHIP_WEBHOOK_SECRET"])
    except WebhookVerificationError as error:
        print(f"refused: {error}")
        return Response(status_code=400)
    event = json.loads(body)
    print(f"received {event['event']} of {event['timestamp']}")
    return Response(status_code=204)
