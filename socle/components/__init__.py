"""The product's face: one function and one template for each tag. API: socle/templatetags/components.py."""
