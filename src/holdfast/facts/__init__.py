"""Facts: what was observed, where, and whether it was read whole."""
