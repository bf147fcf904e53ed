"""How long the desk's pages take in a small and in a large city, with the floor beside: the same SQL bare."""
