"""Colours: told apart by everyone, readable on white, the same for the same name."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.show.theme import colours

# Severity 1.0 matrices for linear RGB (Machado et al. 2009, table 1).
SIGHT = {
    "normal": np.eye(3),
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab(colour: str, sight: str) -> np.ndarray:
    """CIELAB coordinates of a colour as seen."""
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(np.array(SIGHT[sight]) @ linear, 0, 1) / [0.9505, 1, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("sight", SIGHT)
def test_hues_stay_apart_for_every_sight(sight):
    distances = [np.linalg.norm(lab(a, sight) - lab(b, sight)) for a, b in combinations(colours.HUES, 2)]
    assert min(distances) >= 17


@pytest.mark.parametrize("hue", [*colours.HUES, *colours.MEANINGS.values()])
def test_shapes_are_visible_on_white(hue):
    assert colours.contrast(hue) >= 3


@pytest.mark.parametrize("letters", [colours.INK, colours.FADED, *map(colours.text_colour, colours.HUES)])
def test_letters_are_readable_on_white(letters):
    assert colours.contrast(letters) >= 4.5


names = st.lists(st.text(min_size=1, max_size=12), max_size=14, unique=True)


@given(names, st.integers(0, 14))
def test_the_first_names_of_a_ranking_keep_their_colours(ranking, n):
    whole, part = colours.make_palette(ranking), colours.make_palette(ranking[:n])
    assert all(whole[name] == part[name] for name in ranking[:n])


@given(names)
def test_eight_names_have_eight_colours(ranking):
    own = [n for n in ranking if n not in colours.MEANINGS]
    palette = colours.make_palette(ranking)
    assert len({palette[n] for n in own[:8]}) == len(own[:8])
    assert all(palette[n] == colours.NEUTRAL for n in own[8:])


def test_missing_names_are_grey_and_categories_are_fixed():
    palette = colours.make_palette(["narration", None, float("nan"), "Ann"])
    assert list(palette) == ["Ann"]
    assert palette[None] == palette["unknown"] == colours.NEUTRAL
    assert palette["narration"] == colours.MEANINGS["narration"]
