"""A partner's application in small: a copy of the deals, kept by webhooks and by polling."""
