import os

import pytest

from textkit.read import Problem
from textkit.read.folder import find_files


def names(folder):
    return [path.relative_to(folder).as_posix() for path in find_files(folder)]


def test_files_are_found_sorted_in_all_folders(tmp_path, write):
    for name in ("b.txt", "a/z.md", "a/deep/er/y.txt", "c.csv"):
        write(name)
    assert names(tmp_path) == ["a/deep/er/y.txt", "a/z.md", "b.txt", "c.csv"]


@pytest.mark.parametrize(
    "name",
    [
        *(".hidden.txt", ".git/config", "gold/a.txt", "deep/gold/a.txt", "~$letter.docx"),
        *("README.md", "readme", "LICENSE", "sub/LICENSE.txt"),
        *("speakers.csv", "historical_referents.csv", "comparison_cues.csv", "stop_words.csv"),
    ],
)
def test_what_is_no_document_is_left_out(tmp_path, write, name):
    write("a.txt")
    write(name)
    assert names(tmp_path) == ["a.txt"]


def test_word_lists_deeper_down_are_ordinary_files(tmp_path, write):
    write("deep/speakers.csv")
    assert names(tmp_path) == ["deep/speakers.csv"]


def test_links_are_followed_but_never_in_circles(tmp_path, write):
    write("a/one.txt")
    (tmp_path / "a" / "round").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "b").symlink_to(tmp_path / "a", target_is_directory=True)
    assert names(tmp_path) == ["a/one.txt"]


def test_pipes_and_broken_links_are_named_and_not_opened(tmp_path, write):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "broken.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "circle.txt").symlink_to(tmp_path / "circle.txt")
    found = list(find_files(tmp_path))
    assert all(isinstance(item, Problem) for item in found)
    assert [item.path for item in found] == ["broken.txt", "circle.txt", "pipe.txt"]
