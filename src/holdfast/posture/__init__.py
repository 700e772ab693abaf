"""Posture: results added up to the status of controls, programs, services and teams."""
