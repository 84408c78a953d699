"""What was found, kept: audits and the exposures they showed (`store.store`), and unfinished runs (`checkpoint`)."""
