"""Biometric data."""
