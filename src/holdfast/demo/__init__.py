"""The example company: Papermoon, which does not exist, on a simulated AWS that does."""
