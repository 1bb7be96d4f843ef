"""What the book build adds to Sphinx: roles, charts, formulas, page metadata."""
