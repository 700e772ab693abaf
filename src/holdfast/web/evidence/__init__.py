"""Evidence: files and attestations that show a control, and what was frozen from results."""
