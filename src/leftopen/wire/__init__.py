"""Byte grammars without sockets: each module writes messages of one protocol and reads its answers from a `talk`."""
