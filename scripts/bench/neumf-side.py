"""One measured process of Keras on TensorFlow: neumf-side.py '<job as JSON>'. Started by the bench only.

NeuMF as in our library: users, items, and random negatives, with logistic loss and Adam. Timed are the epochs, with the
drawing of their negatives, but not the first one, in which Keras compiles its step.

The lists of the two sides can't be compared after so few epochs: if a batch has a row of an embedding n times, Keras 3.15
squares the gradient of each occurrence by itself instead of their sum, so Adam's first step on that row is √n times as
long. With `tf.convert_to_tensor` of the gradients, which adds them up, Keras is as slow to learn as we are: after four
epochs with the same learning rate, its nDCG@10 is 0.141 (ours 0.126) instead of 0.175.
"""

import json
import os
import sys
import time

JOB = json.loads(sys.argv[1])
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
import tensorflow as tf

from list_quality import K, RELEVANT_FROM, ndcg
from measured_process import report
from rows_file import read_rows


def neumf(users, items, parameters):
    """b_u + b_i + the sum of p q + h' times the hidden layers of [p', q']."""
    user, item = keras.Input((), dtype="int32"), keras.Input((), dtype="int32")

    def row(inputs, count, width):
        normal = keras.initializers.RandomNormal(stddev=parameters["initStdDev"])
        return keras.layers.Embedding(count, width, embeddings_initializer=normal)(inputs)

    def bias(inputs, count):
        return keras.layers.Embedding(count, 1, embeddings_initializer="zeros")(inputs)

    factors, mlp_factors = parameters["factors"], parameters["mlpFactors"]
    products = keras.layers.Multiply()([row(user, users, factors), row(item, items, factors)])
    hidden = keras.layers.Concatenate()([row(user, users, mlp_factors), row(item, items, mlp_factors)])
    for units in parameters["layers"]:
        hidden = keras.layers.Dense(units, activation="relu")(hidden)
    scores = keras.layers.Dense(1, use_bias=False)(keras.layers.Concatenate()([products, hidden]))
    scores = keras.layers.Add()([scores, bias(user, users), bias(item, items)])
    model = keras.Model([user, item], scores)
    model.compile(
        optimizer=keras.optimizers.Adam(parameters["learningRate"]),
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
    )
    return model


def examples(likes, users, items, negatives, random):
    """Each positive, and for each of them some items that the user doesn't like."""
    others = np.repeat(users, negatives)
    noes = random.integers(0, likes.shape[1], len(others))
    while (wrong := np.flatnonzero(likes[others, noes])).size:
        noes[wrong] = random.integers(0, likes.shape[1], wrong.size)
    answers = np.concatenate([np.ones(len(users)), np.zeros(len(noes))]).astype(np.float32)
    return [np.concatenate([users, others]), np.concatenate([items, noes])], answers


def measured(head=None):
    parameters = JOB["parameters"]
    loading = time.perf_counter()
    header, train, test = read_rows(JOB["rows"], head)
    users, items, ratings = (np.asarray(column) for column in train)
    if head:  # renumbered, as users that are left out have no row
        users, items = (np.unique(column, return_inverse=True)[1] for column in (users, items))
    users, items = users.astype(np.int32), items.astype(np.int32)
    sizes = int(users.max()) + 1, int(items.max()) + 1
    liked = ratings >= RELEVANT_FROM
    likes, seen = np.zeros(sizes, dtype=bool), np.zeros(sizes, dtype=bool)
    likes[users[liked], items[liked]] = True
    seen[users, items] = True
    keras.utils.set_random_seed(JOB["seed"])
    random = np.random.default_rng(JOB["seed"])
    model = neumf(*sizes, parameters)
    batch = parameters["batchSize"] * (1 + parameters["negatives"])

    def epoch():
        pairs, answers = examples(likes, users[liked], items[liked], parameters["negatives"], random)
        model.fit(pairs, answers, batch_size=batch, verbose=0)

    epoch()
    started = time.perf_counter()
    for _ in range(parameters["epochs"]):
        epoch()
    ready = time.perf_counter()
    scores = np.empty(sizes, dtype=np.float32)
    everything = np.arange(sizes[1], dtype=np.int32)
    for first in range(0, sizes[0], 64):
        block = np.arange(first, min(first + 64, sizes[0]), dtype=np.int32)
        pairs = [np.repeat(block, sizes[1]), np.tile(everything, len(block))]
        scores[block] = model.predict_on_batch(pairs).reshape(len(block), sizes[1])
    scores[seen] = -np.inf
    top = np.argsort(-scores, axis=1, kind="stable")[:, :K]
    done = time.perf_counter()
    return {
        "loadSeconds": started - loading,
        "fitSeconds": ready - started,
        "testSeconds": done - ready,
        **({} if head else {"ndcg": ndcg(top, test)}),
    }


report(JOB, measured, {"tensorflow": tf.__version__, "keras": keras.__version__, "numpy": np.__version__})
