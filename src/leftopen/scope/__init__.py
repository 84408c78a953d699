"""What may be touched: the scope file, the guard, the order of targets and the proof of authority. No sockets."""
