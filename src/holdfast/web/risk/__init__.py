"""What the company decides to live with: exceptions, and who may decide."""
