"""Pages of duplicates, merges and splits of actions, and what is told of them."""
