"""ALS on Spark: from a table of ratings to the factors of its users and items.

    python als.py --ratings ratings.parquet --out factors --rounds 10 --factors 20
    spark-submit --master spark://HOST:7077 als.py --ratings … --out …

The same file runs on a laptop and on a cluster: the master and the memory are settings of Spark
(PYSPARK_SUBMIT_ARGS, spark-submit, or spark-defaults.conf). All workers must be able to read RATINGS and write OUT.

RATINGS has the columns user and item (INTEGER) and rating. OUT gets users and items (id INTEGER, features FLOAT[]);
without --implicit also user_biases and item_biases (id INTEGER, bias FLOAT). Rows are in no particular order.

Explicit ALS of Spark has no biases: it learns what mu + b_u + b_i leaves of the ratings, where the biases are means
of what is left before them, shrunk by --bias-regularization. With --positive-from, lower ratings are left out.
With --implicit, each rating that is left is a choice of the same weight.

Progress goes to standard output, a line of JSON each: {"done": 7, "of": 24, "name": "flatMap at ALS.scala:1783"}.
"""

import argparse
import json
import os
import sys
import threading

from pyspark import SparkContext, StorageLevel
from pyspark.ml.recommendation import ALS
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

# Spark forgets how a table was made at a checkpoint. Without one, many rounds end in a stack overflow.
ROUNDS_BETWEEN_CHECKPOINTS = 10


def main() -> None:
    args = arguments()
    if args.until_stdin_ends:
        threading.Thread(target=end_with_stdin, daemon=True).start()
    spark = SparkSession.builder.appName("recommender-lab ALS").getOrCreate()
    threading.Thread(target=tell_progress, args=(spark.sparkContext,), daemon=True).start()
    ratings = spark.read.parquet(args.ratings).select("user", "item", F.col("rating").cast("double"))
    if args.positive_from is not None:
        ratings = ratings.where(F.col("rating") >= args.positive_from)
    if args.rounds > ROUNDS_BETWEEN_CHECKPOINTS:
        spark.sparkContext.setCheckpointDir(os.path.join(args.out, "checkpoints"))
    rows = choices(ratings) if args.implicit else without_biases(ratings, args)
    model = ALS(
        rank=args.factors,
        maxIter=args.rounds,
        regParam=args.regularization,
        alpha=args.alpha,
        implicitPrefs=args.implicit,
        seed=args.seed,
        numUserBlocks=args.blocks or spark.sparkContext.defaultParallelism,
        numItemBlocks=args.blocks or spark.sparkContext.defaultParallelism,
        checkpointInterval=ROUNDS_BETWEEN_CHECKPOINTS,
    ).fit(rows)
    save(model.userFactors, args.out, "users")
    save(model.itemFactors, args.out, "items")
    spark.stop()


def choices(ratings: DataFrame) -> DataFrame:
    return ratings.withColumn("rating", F.lit(1.0))


def without_biases(ratings: DataFrame, args: argparse.Namespace) -> DataFrame:
    """The ratings minus mu + b_u + b_i. Saves the biases."""
    ratings = ratings.persist(StorageLevel.MEMORY_AND_DISK)
    mean = ratings.agg(F.avg("rating")).first()[0]
    rating = F.col("rating") - mean
    items = biases(ratings, "item", rating, args.bias_regularization)
    rows = ratings.join(items, "item")
    users = biases(rows, "user", rating - F.col("item_bias"), args.bias_regularization)
    save(items.select(F.col("item").alias("id"), F.col("item_bias").alias("bias")), args.out, "item_biases")
    save(users.select(F.col("user").alias("id"), F.col("user_bias").alias("bias")), args.out, "user_biases")
    left = rating - F.col("item_bias") - F.col("user_bias")
    return rows.join(users, "user").select("user", "item", left.cast("float").alias("rating"))


def biases(ratings: DataFrame, key: str, left: Column, regularization: float) -> DataFrame:
    """sum / (n + regularization) of what is left of each user's, or item's, ratings."""
    bias = F.sum(left) / (F.count(left) + regularization)
    return ratings.groupBy(key).agg(bias.cast("float").alias(f"{key}_bias"))


def save(table: DataFrame, out: str, name: str) -> None:
    table.write.parquet(os.path.join(out, name))


def tell_progress(context: SparkContext) -> None:
    """Twice a second: how many tasks of the jobs so far are done, and what is being worked on."""
    tracker = context.statusTracker()
    while not context._jsc.sc().isStopped():
        for job in tracker.getActiveJobsIds():
            info = tracker.getJobInfo(job)
            stages = [tracker.getStageInfo(stage) for stage in info.stageIds] if info else []
            print(json.dumps({"job": job, "stages": [s._asdict() if s else None for s in stages]}), flush=True)
        threading.Event().wait(0.5)


def end_with_stdin() -> None:
    """Ends when the program that started this one does; Spark's JVM then ends as well."""
    sys.stdin.read()
    os._exit(1)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ratings", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--implicit", action="store_true")
    parser.add_argument("--factors", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--regularization", type=float, default=0.1)
    parser.add_argument("--bias-regularization", type=float, default=5)
    parser.add_argument("--alpha", type=float, default=1)
    parser.add_argument("--positive-from", type=float)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--blocks", type=int, help="of users and of items; default: as many as there are cores")
    parser.add_argument("--until-stdin-ends", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
