"""How a tenant gets to Azure. So far: the package that is put there."""
