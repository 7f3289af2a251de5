"""How fast the package is beside its floor and its peers, all measured in one run."""
