"""The directory of a roadmap: its organisations, what they pledge and carry, who speaks for them."""
