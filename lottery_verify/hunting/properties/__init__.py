"""The properties, as data: one module per family, one registry keyed by claim."""
