"""One measured process that makes lists in Python: ranking-side.py '<job as JSON>'. Started by the bench only.

What is timed is the fit and the top 10 of all users of the train part; seen items are left out. A fit begins with the
ratings, as ours does: the matrix of what is liked belongs to it. The lists are made several times, as in `our-side.ts`, and the median is reported.
"""

import json
import os
import sys
import time
from operator import attrgetter

JOB = json.loads(sys.argv[1])
IN_IMPLICIT = {
    "implicit ALS": "als.AlternatingLeastSquares",
    "implicit BPR": "bpr.BayesianPersonalizedRanking",
    "implicit BM25": "nearest_neighbours.BM25Recommender",
}
if JOB["ranker"] in IN_IMPLICIT:
    # What implicit itself asks for: it has threads of its own, which those of OpenBLAS would only hinder.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
import scipy
from scipy import sparse

from list_quality import K, RELEVANT_FROM, ndcg
from measured_process import report
from rows_file import read_rows

# As in `side-result.ts`.
LISTS = {"times": 5, "unlessSeconds": 1}
VERSIONS = {"numpy": np.__version__, "scipy": scipy.__version__}


def in_implicit(header, train):
    import implicit

    VERSIONS["implicit"] = implicit.__version__
    seen = matrix(header, train)
    model_of = attrgetter(IN_IMPLICIT[JOB["ranker"]])(implicit)
    seed = {} if JOB["ranker"] == "implicit BM25" else {"random_state": JOB["seed"]}
    model = model_of(**seed, **JOB["parameters"])
    users = np.arange(header["trainUsers"])

    def lists():
        return model.recommend(users, seen, N=K, filter_already_liked_items=True)[0]

    return lambda: model.fit(matrix(header, train, RELEVANT_FROM), show_progress=False), lists


def ease(header, train):
    seen = matrix(header, train)
    likes, weights = None, None

    def fit():
        nonlocal likes, weights
        likes = matrix(header, train, RELEVANT_FROM)
        gram = (likes.T @ likes).toarray()
        gram[np.diag_indices_from(gram)] += JOB["parameters"]["reg"]
        inverse = np.linalg.inv(gram)
        weights = inverse / -np.diag(inverse)
        np.fill_diagonal(weights, 0)

    def lists():
        scores = np.asarray(likes @ weights)
        scores[seen.nonzero()] = -np.inf
        top = np.argpartition(-scores, K, axis=1)[:, :K]
        order = np.argsort(-np.take_along_axis(scores, top, axis=1), axis=1, kind="stable")
        return np.take_along_axis(top, order, axis=1)

    return fit, lists


def surprise_svd(header, train):
    """As Surprise's documentation makes lists: a prediction for each pair that isn't in the train part."""
    import surprise

    VERSIONS["surprise"] = surprise.__version__
    data = surprise.Dataset(surprise.Reader(rating_scale=(header["scale"]["min"], header["scale"]["max"])))
    users, items, ratings = (column.tolist() for column in train)
    trainset = data.construct_trainset(list(zip(users, items, ratings, [None] * len(users))))
    model = surprise.SVD(random_state=JOB["seed"], **JOB["parameters"])

    def lists():
        top = [[] for _ in range(header["trainUsers"])]
        for user, item, _, estimate, _ in model.test(trainset.build_anti_testset()):
            top[user].append((item, estimate))
        for rated in top:
            rated.sort(key=lambda pair: pair[1], reverse=True)
        return [[item for item, _ in rated[:K]] for rated in top]

    return lambda: model.fit(trainset), lists


RANKERS = {**dict.fromkeys(IN_IMPLICIT, in_implicit), "EASE": ease, "SVD": surprise_svd}


def matrix(header, train, rated_from=None):
    """Users by items: 1 for what is rated, or rated at least `rated_from`."""
    users, items, ratings = train
    if rated_from is not None:
        rows = ratings >= rated_from
        users, items = users[rows], items[rows]
    ones = np.ones(len(users), dtype=np.float32)
    return sparse.csr_matrix((ones, (users, items)), shape=(header["trainUsers"], header["trainItems"]))


def measured(head=None):
    loading = time.perf_counter()
    header, train, test = read_rows(JOB["rows"], head)
    if head:  # renumbered, as users that are left out have no row
        users, items = (np.unique(column, return_inverse=True)[1] for column in train[:2])
        header = {**header, "trainUsers": users.max() + 1, "trainItems": items.max() + 1}
        train, test = (users, items, train[2]), None
    fit, lists = RANKERS[JOB["ranker"]](header, train)
    started = time.perf_counter()
    fit()
    ready = time.perf_counter()
    seconds = []
    while not seconds or (len(seconds) < LISTS["times"] and seconds[0] <= LISTS["unlessSeconds"]):
        begun = time.perf_counter()
        top = lists()
        seconds.append(time.perf_counter() - begun)
    return {
        "loadSeconds": started - loading,
        "fitSeconds": ready - started,
        "testSeconds": float(np.median(seconds)),
        **({"ndcg": ndcg(top, test)} if test else {}),
    }


if JOB["ranker"] in IN_IMPLICIT:
    import implicit  # noqa: F401  (to the start, not to the fit)
if JOB["ranker"] == "SVD":
    import surprise  # noqa: F401
report(JOB, measured, VERSIONS)
