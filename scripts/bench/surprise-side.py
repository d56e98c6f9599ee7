"""One measured process of Surprise: surprise-side.py '<job as JSON>'. Started by the bench only."""

import json
import math
import sys
import time

import numpy as np
import scipy
import surprise
from surprise import Dataset, Reader
from surprise.model_selection import GridSearchCV, KFold

from peak_memory import file_pages, peak_bytes
from rows_file import read_rows


def main(job):
    start_seconds = time.time() - job["startedAt"] / 1000
    start_megabytes = peak_bytes() / 1e6
    warming = time.perf_counter()
    if job["warmUpRows"]:
        data, test = load(job["rows"], job["warmUpRows"])
        fitted(job, data.construct_trainset(data.raw_ratings), test)
    loading = time.perf_counter()
    data, test = load(job["rows"])
    search = job.get("grid") is not None
    train = None if search else data.construct_trainset(data.raw_ratings)
    if not search:
        data = None  # a program that doesn't search keeps the train set only
    loaded = time.perf_counter()
    measured = searched(job, data, test) if search else fitted(job, train, test)
    return {
        "startSeconds": start_seconds,
        "warmUpSeconds": loading - warming,
        "loadSeconds": loaded - loading,
        "startMegabytes": start_megabytes,
        **measured,
        "peakMegabytes": (peak_bytes() + workers_bytes(job)) / 1e6,
        **file_pages(),
        "versions": {
            "python": ".".join(map(str, sys.version_info[:3])),
            "surprise": surprise.__version__,
            "numpy": np.__version__,
            "scipy": scipy.__version__,
        },
    }


def fitted(job, train, test):
    model = algorithm(job)(**parameters(job))
    started = time.perf_counter()
    model.fit(train)
    ready = time.perf_counter()
    predictions = model.test(test)
    done = time.perf_counter()
    return {
        "fitSeconds": ready - started,
        "testSeconds": done - ready,
        "rmse": rmse(predictions),
    }


def searched(job, data, test):
    """The search with the fit and the test of the winner, as ours does it; all of it is the fit's time."""
    fixed = {name: [value] for name, value in parameters(job).items()}
    started = time.perf_counter()
    search = GridSearchCV(
        algorithm(job),
        {**fixed, **job["grid"]},
        measures=["rmse", "mae"],
        cv=KFold(job["folds"], random_state=42),
        refit=True,
        n_jobs=job["jobs"],
    )
    search.fit(data)
    predictions = search.test(test)
    return {
        "fitSeconds": time.perf_counter() - started,
        "testSeconds": 0,
        "rmse": rmse(predictions),
        "best": {name: search.best_params["rmse"][name] for name in job["grid"]},
    }


def algorithm(job):
    return getattr(surprise, job["algorithm"])


def parameters(job):
    given = dict(job["parameters"])
    if job["seeded"]:
        given["random_state"] = job["seed"]
    return given


def load(path, head=None):
    """The rows as Surprise wants them: tuples of Python numbers."""
    header, train, test = read_rows(path, head)
    data = Dataset(Reader(rating_scale=(header["scale"]["min"], header["scale"]["max"])))
    users, items, ratings = (column.tolist() for column in train)
    data.raw_ratings = list(zip(users, items, ratings, [None] * len(users)))
    data.build_full_trainset = lambda: data.construct_trainset(data.raw_ratings)
    return data, list(zip(*(column.tolist() for column in test)))


def rmse(predictions):
    return math.sqrt(sum((p.r_ui - p.est) ** 2 for p in predictions) / len(predictions))


def worker_peak():
    import os

    time.sleep(0.05)  # so that every worker gets a turn
    return os.getpid(), peak_bytes()


def workers_bytes(job):
    """The worker processes that a parallel search has started and that are still there."""
    jobs = job.get("jobs", 1)
    if jobs == 1:
        return 0
    from joblib import Parallel, delayed

    peaks = dict(Parallel(n_jobs=jobs)(delayed(worker_peak)() for _ in range(8 * jobs)))
    return sum(peaks.values())


print("BENCH-RESULT " + json.dumps(main(json.loads(sys.argv[1]))))
