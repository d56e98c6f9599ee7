"""What the sides with a variational autoencoder have in common: users' rows, and the lists made from scores.

Timed are the fit and the top 10 of all users of the train part; seen items are left out.
"""

import time

import numpy as np

from list_quality import K, ndcg
from rows_file import read_rows


def measured_vae(job, fitted, head=None):
    """`fitted(rows, parameters, seed, epochs)` trains, and returns a function that makes the scores of all users."""
    loading = time.perf_counter()
    header, train, test = read_rows(job["rows"], head)
    if head:  # renumbered, as users that are left out have no row
        users, items = (np.unique(column, return_inverse=True)[1] for column in train[:2])
        header = {**header, "trainUsers": users.max() + 1, "trainItems": items.max() + 1}
        train, test = (users, items, train[2]), None
    users, items, ratings = train
    rows = np.zeros((header["trainUsers"], header["trainItems"]), dtype=np.float32)
    scale = header["scale"]
    rows[users, items] = (ratings - scale["min"]) / (scale["max"] - scale["min"])
    seen = np.zeros(rows.shape, dtype=bool)
    seen[users, items] = True
    started = time.perf_counter()
    scores_of_all = fitted(rows, job["parameters"], job["seed"], 2 if head else job["parameters"]["epochs"])
    ready = time.perf_counter()
    scores = scores_of_all()
    scores[seen] = -np.inf
    top = np.argpartition(-scores, K, axis=1)[:, :K]
    top = np.take_along_axis(top, np.argsort(-np.take_along_axis(scores, top, axis=1), axis=1, kind="stable"), axis=1)
    done = time.perf_counter()
    return {
        "loadSeconds": started - loading,
        "fitSeconds": ready - started,
        "testSeconds": done - ready,
        **({"ndcg": ndcg(top, test)} if test else {}),
    }
