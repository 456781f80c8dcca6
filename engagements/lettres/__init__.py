"""Letters signed by hand that an organisation sends as PDF. They never count as its signature."""
