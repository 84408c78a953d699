"""The embedded lab: loopback servers that speak the protocols, filled with invented people."""
