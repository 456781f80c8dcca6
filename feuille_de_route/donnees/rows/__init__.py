"""The objects of a data file: one class an object, one field a key, checks beside them."""
