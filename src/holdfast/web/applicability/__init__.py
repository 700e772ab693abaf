"""Which controls the company has, why, and who said so: the Statement of Applicability (6.1.3) as records."""
