"""What the page and scripts use: resources under /api, each with the role it needs."""
