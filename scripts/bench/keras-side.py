"""One measured process of Keras on TensorFlow: keras-side.py '<job as JSON>'. Started by the bench only.

MultVAE as one writes it in Keras: dense rows of the users, dense layers, and a training step that TensorFlow compiles
to a graph.
"""

import json
import os
import sys

os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import numpy as np
import tensorflow as tf

from measured_process import report
from vae_rows import measured_vae

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


def fitted(rows, given, seed, epochs):
    keras.utils.set_random_seed(seed)
    annealing = given["annealing"] * -(-len(rows) // given["batchSize"])
    model = MultVAE(rows.shape[1], given["hidden"], given["factors"], given["dropout"], given["beta"], annealing)
    model.compile(optimizer=keras.optimizers.Adam(given["learningRate"]), jit_compile=False)
    model.fit(rows, batch_size=given["batchSize"], epochs=epochs, verbose=0)
    return lambda: model(tf.constant(rows))[0].numpy()


versions = {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__}
report(JOB, lambda head=None: measured_vae(JOB, fitted, head), versions)
