"""Holdfast runs a company's security program as a system."""

__version__ = "0.0.1"
