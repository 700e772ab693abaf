"""What the company wants to reach with its security, and by when: objectives (6.2), judged by results alone."""
