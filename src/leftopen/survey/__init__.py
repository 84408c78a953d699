"""What probes share: the walk through a store and its verdict, what is chosen, HTTP, families of keys, makers."""
