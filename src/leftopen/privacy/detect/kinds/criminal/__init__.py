"""Convictions and offences."""
