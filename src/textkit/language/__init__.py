"""The room *language*: what all labellers share and none of them owns."""
