"""An output file is refused before the work: what can't be written, an input, what is there already."""

import os

import pytest

from lottery_verify.errors import InvalidArgument
from lottery_verify.networks.outputs import check_folder, check_output


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("way", ["itself", "spelled otherwise", "symbolic link", "hard link", "link to the input"])
def test_an_input_is_never_overwritten(tmp_path, way, force):
    """By whatever name, and by force neither. Catches a comparison of names."""
    source, other = tmp_path / "in", tmp_path / "out"
    source.write_text("in")
    read = source
    if way == "symbolic link":
        other.symlink_to(source)
    elif way == "hard link":
        os.link(source, other)
    elif way == "link to the input":
        read, other = other, source
        read.symlink_to(source)
    else:
        other = source if way == "itself" else tmp_path / "." / ".." / tmp_path.name / "in"
    with pytest.raises(InvalidArgument, match=r"is the input '.*', which is never overwritten"):
        check_output(other, inputs=("box:0,1", read), force=force)


def test_what_is_there_needs_force(tmp_path):
    """Without --force no file is overwritten; a new one, a device and a dangling link are no files yet."""
    path = tmp_path / "a"
    check_output(path)
    path.write_text("")
    with pytest.raises(InvalidArgument, match="is there already; --force overwrites it"):
        check_output(path)
    check_output(path, force=True)
    check_output(os.devnull)
    (tmp_path / "link").symlink_to(tmp_path / "new")
    check_output(tmp_path / "link")
    assert sorted(os.listdir(tmp_path)) == ["a", "link"], "looking left a file behind"


@pytest.mark.parametrize("force", [False, True])
def test_where_nothing_can_be_written(tmp_path, force):
    """Folders, missing folders, and folders that take no file. Catches hours of work without a place for it."""
    for name in (str(tmp_path), f"{tmp_path}/", ""):
        with pytest.raises(InvalidArgument, match="is a folder; name a file"):
            check_output(name, force=force)
    with pytest.raises(InvalidArgument, match="no such folder"):
        check_output(tmp_path / "none" / "a", force=force)
    (tmp_path / "link").symlink_to(tmp_path / "none" / "a")
    with pytest.raises(InvalidArgument, match="no such folder"):
        check_output(tmp_path / "link", force=force)
    with pytest.raises(InvalidArgument, match="nothing can be written in '/proc'"):
        check_output("/proc/ticket.safetensors", force=force)
    with pytest.raises(InvalidArgument, match="output: no such folder"):
        check_folder(tmp_path / "none", "output")
