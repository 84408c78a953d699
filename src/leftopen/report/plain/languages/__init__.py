"""The words of a report, one file per language: the same keys in each, and the same {variables} in each sentence."""
