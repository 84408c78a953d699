"""The only package with sockets: what is sent, to whom, within which budget, and the journal of it."""
