"""The rules of certificates: one file a rule."""
