"""People who sign in: accounts, passwords, sessions, and what each may see."""
