"""The theorems' counts, exactly: explicit and smallest numbers of draws, golden categories, and how each is decided."""
