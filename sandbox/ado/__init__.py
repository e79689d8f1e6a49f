"""A believable Azure DevOps: work items, links, queries, feeds and service hooks over HTTP."""
