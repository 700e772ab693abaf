"""The only place where collecting, judging and posture meet, and where pages come to read."""
