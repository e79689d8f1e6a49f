"""How a tenant gets to Azure. Each module is one thing that has to be done or looked at."""
