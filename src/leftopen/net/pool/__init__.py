"""Jobs in several processes: the only mechanism for processes that there is."""
