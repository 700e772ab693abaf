"""The history of every record: who changed what, when and why, chained so that tampering shows."""
