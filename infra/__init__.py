"""HOSTS: what we own in Azure, and how it gets there."""
