"""Asks registries, names and security.txt whose the addresses of an audit are: services the scope names, no targets.

Off unless the scope has `[lookups]`; what is asked holds addresses of services, host names of certificates and
registrable domains, and nothing of a person. Everything is bounded, asked once a run, paced, and noted before
it is sent.
"""
