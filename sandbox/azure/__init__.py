"""A stand-in for `az`: an executable that answers as it does to the few things a deployment asks,
and an Azure of one folder behind it. An app that is sent there runs here, on the local host."""
