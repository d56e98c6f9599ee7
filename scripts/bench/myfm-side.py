"""One measured process of myFM: myfm-side.py '<job as JSON>'. Started by the bench only.

A Bayesian factorization machine over users, items, the items that a user rated, and the users who rated an item
(each divided by the square root of their number), as relation blocks: the way that its authors recommend.
"""

import json
import math
import sys
import time

import myfm
import numpy as np
import scipy
from scipy import sparse

from measured_process import report
from rows_file import read_rows

JOB = json.loads(sys.argv[1])


def measured(head=None):
    loading = time.perf_counter()
    header, train, test = read_rows(JOB["rows"], head)
    started = time.perf_counter()
    users, items, ratings = train
    sizes = int(max(users.max(), test[0].max())) + 1, int(max(items.max(), test[1].max())) + 1
    of_users, of_items = block(users, items, *sizes), block(items, users, *sizes[::-1])

    def relate(part):
        return [
            myfm.RelationBlock(part[0].astype(np.int64), of_users),
            myfm.RelationBlock(part[1].astype(np.int64), of_items),
        ]

    groups = [sizes[0], sizes[1], sizes[1], sizes[0]]  # users, their items, items, their users
    parameters = JOB["parameters"]
    model = myfm.MyFMRegressor(rank=parameters["rank"], random_seed=JOB["seed"])
    sweeps = 20 if head else parameters["n_iter"]
    model.fit(
        None,
        ratings.astype(np.float64),
        X_rel=relate(train),
        group_shapes=groups,
        n_iter=sweeps,
    )
    ready = time.perf_counter()
    predicted = model.predict(None, X_rel=relate(test))
    done = time.perf_counter()
    clipped = np.clip(predicted, header["scale"]["min"], header["scale"]["max"])
    return {
        "loadSeconds": started - loading,
        "fitSeconds": ready - started,
        "testSeconds": done - ready,
        "rmse": math.sqrt(float(np.mean((clipped - test[2]) ** 2))),
    }


def block(own, others, own_size, other_size):
    """A row for each user: who it is, and the rated items; or the same for items. Nothing for those without ratings."""
    counts = np.bincount(own, minlength=own_size)
    known = np.flatnonzero(counts)
    identity = sparse.csr_matrix((np.ones(len(known)), (known, known)), shape=(own_size, own_size))
    shares = 1 / np.sqrt(counts[own])
    rated = sparse.csr_matrix((shares, (own, others)), shape=(own_size, other_size))
    return sparse.hstack([identity, rated], format="csr")


report(JOB, measured, {"myfm": myfm.__version__, "numpy": np.__version__, "scipy": scipy.__version__})
