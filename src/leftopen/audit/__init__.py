"""One run, from a scope to a report: `pipeline` is the whole on one screen."""
