"""Serving: the pooled ASGI handler, and the one-command local start with its embedded worker."""
