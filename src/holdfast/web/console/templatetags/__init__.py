"""The console's template tags, built into every template."""
