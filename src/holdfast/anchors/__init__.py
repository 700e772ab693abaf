"""Anchors: the history's head, signed and sent where the database's administrator cannot reach."""
