"""One measured process of Keras on TensorFlow: keras-side.py '<job as JSON>'. Started by the bench only.

MultVAE as one writes it in Keras: dense rows of the users, dense layers, and a training step that TensorFlow compiles
to a graph. What is timed is the fit and the top 10 of all users of the train part; seen items are left out.
"""

import json
import os
import sys
import time

os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import numpy as np
import tensorflow as tf

from list_quality import K, ndcg
from measured_process import report
from rows_file import read_rows

JOB = json.loads(sys.argv[1])


class MultVAE(keras.Model):
    def __init__(self, items, hidden, factors, dropout, beta, annealing_steps):
        super().__init__()
        self.dropout = keras.layers.Dropout(dropout)
        self.hidden = keras.layers.Dense(hidden, activation="tanh")
        self.code = keras.layers.Dense(2 * factors)
        self.decoder = keras.layers.Dense(items)
        self.beta, self.annealing_steps = beta, annealing_steps
        self.steps = tf.Variable(0.0, trainable=False)

    def call(self, rows, training=False):
        x = self.dropout(tf.math.l2_normalize(rows, axis=1), training=training)
        mean, log_variance = tf.split(self.code(self.hidden(x)), 2, axis=1)
        z = mean
        if training:
            z += tf.exp(log_variance / 2) * tf.random.normal(tf.shape(mean))
        return self.decoder(z), mean, log_variance

    def train_step(self, rows):
        beta = self.beta * tf.minimum(1.0, self.steps / self.annealing_steps)
        with tf.GradientTape() as tape:
            scores, mean, log_variance = self(rows, training=True)
            likelihood = tf.reduce_sum(rows * tf.nn.log_softmax(scores), axis=1)
            divergence = tf.reduce_sum(tf.exp(log_variance) + mean**2 - log_variance - 1, axis=1) / 2
            loss = tf.reduce_mean(beta * divergence - likelihood)
        variables = self.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        self.steps.assign_add(1.0)
        return {"loss": loss}


def measured(head=None):
    loading = time.perf_counter()
    header, train, test = read_rows(JOB["rows"], head)
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
    keras.utils.set_random_seed(JOB["seed"])
    given = JOB["parameters"]
    steps = given["annealing"] * -(-len(rows) // given["batchSize"])
    model = MultVAE(rows.shape[1], given["hidden"], given["factors"], given["dropout"], given["beta"], steps)
    model.compile(optimizer=keras.optimizers.Adam(given["learningRate"]), jit_compile=False)
    model.fit(rows, batch_size=given["batchSize"], epochs=2 if head else given["epochs"], verbose=0)
    ready = time.perf_counter()
    scores = model(tf.constant(rows))[0].numpy()
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


report(JOB, measured, {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__})
