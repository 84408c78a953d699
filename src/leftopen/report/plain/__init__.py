"""Words for people, shared by the formats: safe text, numbers, dates, names of data, sentences, terminal summary."""
