"""Wrong programs: one catalogue, found by syntax, each killed by a property, the corpus, a check or a proof."""
