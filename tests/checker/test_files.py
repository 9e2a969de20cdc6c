"""Tensor files that are not what they say: the message names the place, what was found and what was expected."""

import json
import os

import pytest

from lottery_verify.checker import files
from lottery_verify.checker.files import shown, strict_json
from lottery_verify.checker.tensors import read_tensors
from lottery_verify.errors import MalformedFile

OURS = {"__metadata__": {"lottery_verify": "{}"}}
GOOD = {"dtype": "U8", "shape": [2], "data_offsets": [0, 2]}


def said(table, body, tmp_path):
    """What is said of a file of this header and these bytes."""
    text = json.dumps(table).encode()
    (tmp_path / "t").write_bytes(len(text).to_bytes(8, "little") + text + body)
    with pytest.raises(MalformedFile) as caught:
        read_tensors(str(tmp_path / "t"))
    return str(caught.value).removeprefix(str(tmp_path / "t"))


FOREIGN = ": its metadata is not lottery_verify's; `lottery-verify convert` writes a file"


@pytest.mark.parametrize(
    ("table", "body", "words"),
    [
        ([], b"", FOREIGN),
        (33, b"", FOREIGN),
        ({"a": GOOD}, b"ab", FOREIGN),
        ({"__metadata__": []}, b"", FOREIGN),
        ({"__metadata__": {"lottery_verify": "{}", "more": "x"}}, b"", FOREIGN),
        (OURS | {"a": 3}, b"ab", ": tensor 'a': expected an object, found int"),
        (OURS | {"a": {"dtype": "U8"}}, b"ab", ": tensor 'a': missing key 'data_offsets'"),
        (OURS | {"a": GOOD | {"dtype": "BF16"}}, b"ab", ": tensor 'a': type BF16 is not one of U8, U16, U32, F32, F64"),
        (OURS | {"a": GOOD | {"shape": [1, 1, 2]}}, b"ab", ": tensor 'a': shape: expected one or two integers"),
        (OURS | {"a": GOOD | {"shape": 2}}, b"ab", ": tensor 'a': shape: expected one or two integers"),
        (
            OURS | {"a": GOOD | {"shape": [(1 << 32) + 1]}},
            b"ab",
            ": tensor 'a': shape: 4294967297 is no integer from 0 to 4294967296",
        ),
        (OURS | {"a": GOOD}, b"abc", ": 1 bytes follow the last tensor"),
    ],
)
def test_what_is_wrong_is_named(table, body, words, tmp_path):
    """Whole sentences."""
    assert said(table, body, tmp_path) == words


def test_data_that_are_elsewhere(tmp_path):
    """Fewer bytes than a tensor needs, and a gap."""
    assert said(OURS | {"a": GOOD}, b"a", tmp_path).startswith(": tensor 'a': its data are not the bytes")
    moved = GOOD | {"data_offsets": [1, 3]}
    assert said(OURS | {"a": moved}, b"abc", tmp_path).startswith(": tensor 'a': its data are not the bytes")


def test_a_header_that_is_no_text(tmp_path):
    """Bytes that are no UTF-8 are replaced, and what remains is refused like any other foreign file."""
    text = b'{"\xff": 1}'
    (tmp_path / "t").write_bytes(len(text).to_bytes(8, "little") + text)
    with pytest.raises(MalformedFile) as caught:
        read_tensors(str(tmp_path / "t"))
    assert str(caught.value) == f"{tmp_path / 't'}{FOREIGN}"


def test_long_numbers_are_shown_in_part():
    """The first 40 characters of a number of 50 digits."""
    with pytest.raises(MalformedFile, match=f"^x: number '{'7' * 40}': only integers of at most 20 digits are"):
        strict_json("7" * 50, "x")


def test_a_file_that_grows_is_read_to_the_limit(tmp_path, monkeypatch):
    """Between the look at its size and the reading: no more than the limit is taken into memory."""
    (tmp_path / "t").write_bytes(b"abcdefgh")
    real = os.stat(tmp_path / "t")
    monkeypatch.setattr(files.os, "stat", lambda path: os.stat_result((*real[:6], 3, *real[7:10])))
    assert files.read_bounded(str(tmp_path / "t"), 4) == b"abcd"


def test_values_in_messages_are_short():
    """Text is cut at 90 characters, and escaped; what is neither text nor a number is told by its kind."""
    assert shown("x" * 91) == repr("x" * 90)
    assert (shown("a\n"), shown(7), shown(True), shown([1]), shown(None)) == ("'a\\n'", "7", "True", "list", "NoneType")
