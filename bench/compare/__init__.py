"""The same simulated accounts judged by Holdfast and by a peer, verdict by verdict: ``make compare``."""
