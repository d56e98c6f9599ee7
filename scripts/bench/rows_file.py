"""Rows files, as rows-file.ts writes them, in NumPy: what all Python sides read."""

import json
import math

import numpy as np


def read_rows(path, head=None):
    """The header, then users, items and ratings of the train part and of the test part, as arrays.

    With `head`, only that many train rows and a quarter as many test rows."""
    with open(path + ".json", encoding="utf-8") as file:
        header = json.load(file)
    n, m = header["train"], header["test"]
    words = np.fromfile(path + ".bin", dtype="<i4")
    stars = words.view("<f4")

    def part(at, rows, kept):
        return (
            words[at : at + kept],
            words[at + rows : at + rows + kept],
            stars[at + 2 * rows : at + 2 * rows + kept],
        )

    test_rows = math.ceil(head / 4) if head else m
    return header, part(0, n, head or n), part(3 * n, m, test_rows)
