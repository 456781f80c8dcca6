"""What the product holds on a person: said (page), given (export), dropped (erasure, retention).

`inventaire` is the table all of it reads: one line by place where a person is held.
"""
