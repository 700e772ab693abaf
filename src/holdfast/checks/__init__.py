"""Checks: one SQL question each; compiled, run in a sandbox, tested."""
