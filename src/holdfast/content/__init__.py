"""Intent as text: the default pack, overlaid by the company's own repository."""
