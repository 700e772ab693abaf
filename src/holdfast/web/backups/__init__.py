"""Backup and restore: one archive of all that Holdfast keeps for a company, and the way back from it."""
