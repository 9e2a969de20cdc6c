"""Values saved by torch, for the tests of its files."""

import torch


def saved(folder, value, name="net.pt", **options):
    path = folder / name
    torch.save(value, path, **options)
    return path
