"""Networks of firms and people: their structure, what travels on them, and what breaks them."""
