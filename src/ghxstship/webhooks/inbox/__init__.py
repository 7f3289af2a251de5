"""The inbox: accept a delivery at once, handle it later, have one effect. See docs/inbox.md.

Its public names are in `webhooks`.
"""
