"""What pages print of actions: plain values and words, computed once; templates decide nothing."""
