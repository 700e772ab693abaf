"""Collectors: each turns one source into facts, and knows no other."""
