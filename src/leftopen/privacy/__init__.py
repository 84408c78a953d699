"""Raw values stop here: what they are is told per field, then only labels, counts, masks and keyed sketches remain."""
