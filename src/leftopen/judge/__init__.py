"""Pure opinions on facts: since when, how bad, what belongs together, who is responsible, what the law asks of them."""
