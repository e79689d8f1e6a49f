"""Azure DevOps, spoken fluently: work items in and out, and what its service hooks say."""
