import pytest

from textkit.read.pdf import find_running_lines, join_lines, join_pages, part_columns

FULL = "The ministers talked about timber and fish until the evening of that day and"


def test_lines_of_a_paragraph_are_joined():
    assert join_lines([FULL, "then went home."]) == f"{FULL} then went home."


def test_a_short_line_that_closes_a_sentence_closes_the_paragraph():
    assert join_lines([FULL, "then went home.", FULL, "ate."]) == f"{FULL} then went home.\n\n{FULL} ate."


def test_a_short_line_before_a_capital_is_a_heading():
    assert join_lines(["A second round", FULL, "ate."]) == f"A second round\n\n{FULL} ate."


def test_words_parted_at_line_ends_are_made_whole():
    assert join_lines(["They spoke of tar-", "iffs."]) == "They spoke of tariffs."
    assert join_lines(["They spoke of tar\xad", "iffs."]) == "They spoke of tariffs."


def test_a_compound_that_is_written_so_elsewhere_keeps_its_hyphen():
    assert join_lines(["A long-term plan is a long-", "term plan."]) == "A long-term plan is a long-term plan."


@pytest.mark.parametrize("line", ["in 2024-", "the Smith-", "a pause –"])
def test_other_line_ends_keep_their_marks(line):
    assert join_lines([line, "Jones"]).startswith(line)


def test_empty_lines_part_paragraphs():
    assert join_lines(["One.", "", "", "Two."]) == "One.\n\nTwo."
    assert join_lines([]) == join_lines(["", ""]) == ""


def test_a_paragraph_goes_on_over_the_page():
    pages = [f"The Gazette\n{FULL}\n1", f"The Gazette\nthen {FULL}\n2", "The Gazette\nwent home.\n3"]
    assert join_pages(pages) == f"{FULL} then {FULL} went home."


def test_running_heads_are_those_that_return():
    pages = [["Gazette, page 1", "One.", "a"], ["Gazette, page 2", "Two.", "b"], ["Gazette, page 3", "Three.", "c"]]
    assert find_running_lines(pages) == {"gazette, page #"}
    assert find_running_lines(pages[:1]) == frozenset()


@pytest.mark.parametrize("number", ["2", "- 2 -", "Page 2", "2 of 9", "page 2/9"])
def test_page_numbers_go(number):
    assert join_pages(["One.\n1", f"Two.\n{number}"]) == "One. Two."


def test_a_number_on_a_single_page_stays():
    assert join_pages(["In the year\n1984"]) == "In the year 1984"


def test_ligatures_are_their_letters():
    assert join_pages(["The oﬃce of the ﬁrst ﬂoor"]) == "The office of the first floor"


@pytest.mark.parametrize(
    "page", ["a" * 10**6, "a-" * 500_000, "a\n" * 300_000, "-\n" * 300_000, ")" * 10**6, "1 " * 10**5]
)
def test_hostile_pages_take_linear_time(page, seconds):
    with seconds(10):
        join_pages([page, page[: len(page) // 2]])


def test_what_a_browser_prints_around_a_page_is_left_out():
    page = "5/6/25, 10:21 AM Talks end\nThey met on Monday.\nhttps://post.example/talks 1/1"
    assert join_pages([page]) == "They met on Monday."


def test_a_line_across_both_columns_parts_them():
    row = "a line of some words    another line of words"
    page = "\n".join([row, row, "A picture that stands across the whole of the page", row, row, "a last line of words"])
    lines = [line for line in part_columns(page).split("\n") if line]
    assert lines[:5] == [*["a line of some words"] * 2, *["another line of words"] * 2, page.split("\n")[2]]
    assert lines[-1] == "another line of words"


@pytest.mark.parametrize("page", ["", "One line.", "yes    120\n" * 9, "A paragraph of one column only.\n" * 9])
def test_other_pages_have_no_columns(page):
    assert part_columns(page) is None
