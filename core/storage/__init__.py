"""Remembers: model values as rows of Azure tables and messages of a queue. It knows nothing of why.

One row is one truth, and its ETag is the only lock on it. Nothing is asked of Azure at import.
"""
