"""Images are the numbers that a file stores, in its order; every other file is refused by name."""

import pickle
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch

from lottery_verify.errors import InvalidArgument, LotteryError, MalformedFile
from lottery_verify.neighbourhoods.images import MAX_TEXT, as_images, read_images

RAN: list[str] = []


class Bomb:
    """Unpickling it runs code of this module."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return RAN.append, ("ran",)


@pytest.mark.parametrize("ending", [".npy", ".pt", ".csv"])
def test_every_format_gives_the_stored_numbers(ending: str, tmp_path: Path) -> None:
    """0.1 as float32 is not 1/10, and is not rounded again; in text it is 1/10."""
    path, values = tmp_path / f"images{ending}", np.array([[0.1, 0.5], [0.25, 1.0]], dtype=np.float32)
    if ending == ".npy":
        np.save(path, values)
    elif ending == ".pt":
        torch.save(torch.from_numpy(values), path)
    else:
        path.write_text("# two images\n0.1, 0.5\n\n0.25 1.0\n")
    images = read_images(path, 2)
    tenth = Fraction(1, 10) if ending == ".csv" else Fraction(float(np.float32(0.1)))
    assert [images.exact(i) for i in range(len(images))] == [(tenth, Fraction(1, 2)), (Fraction(1, 4), Fraction(1))]
    assert images.floats.tolist() == [[float(tenth), 0.5], [0.25, 1.0]]
    assert images.note == ""


def test_pictures_are_flattened_with_the_last_index_fastest(tmp_path: Path) -> None:
    """Also those that are stored column by column. Catches a transposed image."""
    values = np.arange(24.0).reshape(2, 3, 2, 2)
    np.save(tmp_path / "a.npy", np.asfortranarray(values))
    images = read_images(tmp_path / "a.npy", 12)
    assert images.floats.tolist() == [list(range(12)), list(range(12, 24))]
    assert "3×2×2 numbers" in images.note
    assert "last index fastest" in images.note


def test_integers_are_divided_exactly() -> None:
    """51 of 255 is 1/5, which no float is."""
    images = as_images(np.array([[51, 255]], dtype=np.uint8), 2, scale=255)
    assert images.exact(0) == (Fraction(1, 5), Fraction(1))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (np.array([[1, 2]], dtype=np.uint8), "integers (uint8); a scale has to say"),
        (np.array([[1.0, np.nan]]), "image 0, input 1 is nan"),
        (np.array([[1.0, 0.0], [np.inf, 0.0]]), "image 1, input 0 is inf"),
        (np.zeros((2, 3)), "images of 3 numbers, but the network takes 2"),
        (np.zeros(2), "shape (2,); expected (images, inputs)"),
        (np.zeros((0, 2)), "shape (0, 2)"),
        (np.zeros((1, 1, 1, 1, 2)), "expected (images, inputs)"),
        (np.zeros((1, 2), dtype=complex), "numbers of type complex128"),
        (np.array([["a", "b"]]), "numbers of type <U1"),
        (np.zeros((1, 2), dtype=bool), "numbers of type bool"),
    ],
)
def test_what_is_no_image_is_refused(values: np.ndarray, message: str, tmp_path: Path) -> None:  # type: ignore[type-arg]
    """Of an array and of its file alike."""
    np.save(tmp_path / "a.npy", values)
    for read in (lambda: as_images(values, 2), lambda: read_images(tmp_path / "a.npy", 2)):
        with pytest.raises(InvalidArgument) as caught:
            read()
        assert message in str(caught.value)


def test_nothing_pickled_is_run(tmp_path: Path) -> None:
    """Neither in a .npy of objects, nor in a .pt, nor in a pickle of either name."""
    np.save(tmp_path / "objects.npy", np.array([[Bomb(), Bomb()]], dtype=object), allow_pickle=True)
    torch.save(Bomb(), tmp_path / "bomb.pt")
    for name in ("pickle.npy", "pickle.pt"):
        (tmp_path / name).write_bytes(pickle.dumps(Bomb()))
    for name in ("objects.npy", "bomb.pt", "pickle.npy", "pickle.pt"):
        with pytest.raises(LotteryError):
            read_images(tmp_path / name, 2)
    assert RAN == []


def test_damaged_files_are_named(tmp_path: Path) -> None:
    """A header that states terabytes, a file cut off, an archive of arrays, a dict, no file, another kind."""
    path = tmp_path / "a.npy"
    np.save(path, np.zeros((4, 2)))
    whole = path.read_bytes()
    np.savez(tmp_path / "b.npz", a=np.zeros((4, 2)))
    torch.save({"images": torch.zeros(4, 2)}, tmp_path / "dict.pt")
    cases = [
        (whole.replace(b"(4, 2), ", b"(4000000000000, 2), ")[: len(whole)], "it states 8000000000000 numbers"),
        (whole[:-1], "63 bytes follow its header"),
        (whole[:40], "not a .npy file"),
        ((tmp_path / "b.npz").read_bytes(), "not a .npy file"),
        (b"", "empty"),
    ]
    for data, message in cases:
        path.write_bytes(data)
        with pytest.raises(MalformedFile) as caught:
            read_images(path, 2)
        assert message in str(caught.value)
    with pytest.raises(MalformedFile, match="a dict where one tensor"):
        read_images(tmp_path / "dict.pt", 2)
    with pytest.raises(MalformedFile, match="no such file"):
        read_images(tmp_path / "none.npy", 2)
    with pytest.raises(InvalidArgument, match=r"images are read from .npy, .csv, .pt"):
        read_images(tmp_path / "b.npz", 2)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0.1,0.2,0.3\n", "line 1: 3 numbers, but the network takes 2"),
        ("0.1,0.2\n0.1,nan\n", "line 2: 'nan' is not a decimal"),
        ("x,y\n0.1,0.2\n", "line 1: 'x' is not a decimal"),
        ("# nothing\n", "no line holds numbers"),
        ("1e999,0\n", "line 1: a number above 1e300"),
    ],
)
def test_lines_that_are_no_images_are_named(text: str, message: str, tmp_path: Path) -> None:
    """By their number."""
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises((InvalidArgument, MalformedFile)) as caught:
        read_images(tmp_path / "a.csv", 2)
    assert message in str(caught.value)


def test_text_is_read_up_to_a_size(tmp_path: Path) -> None:
    """A sparse file of 64 MiB and a byte is refused before it is read."""
    with (tmp_path / "a.csv").open("wb") as file:
        file.truncate(MAX_TEXT + 1)
    with pytest.raises(MalformedFile, match="nothing was read"):
        read_images(tmp_path / "a.csv", 2)
