"""What formats of other tools share: rows, text in lines, JSON objects, names of services, times."""
