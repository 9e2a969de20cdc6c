"""Neighbourhoods of many images: how far a pruned network is from its target in the box around each, proved exactly."""
