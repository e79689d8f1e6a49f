"""Random people and misfortunes against the real app, and the books checked from outside."""
