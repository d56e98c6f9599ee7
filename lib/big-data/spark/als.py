"""ALS on Spark: from a table of ratings to the factors of its users and items.

    python als.py --ratings ratings.parquet --out factors --rounds 10 --factors 20
    spark-submit --master spark://HOST:7077 als.py --ratings … --out …

The same file runs on a laptop and on a cluster: the master and the memory are settings of Spark
(PYSPARK_SUBMIT_ARGS, spark-submit, or spark-defaults.conf). All workers must be able to read RATINGS and write OUT.

RATINGS has the columns user and item (INTEGER) and rating. OUT gets users and items (id INTEGER, features FLOAT[]);
without --implicit also user_biases and item_biases (id INTEGER, bias FLOAT). Rows are in no particular order.

Explicit ALS of Spark has no biases: it learns what mu + b_u + b_i leaves of the ratings, where each bias is the mean
of what all else leaves, shrunk by --bias-regularization. With --positive-from, lower ratings are left out.
With --implicit, each rating that is left is a choice of the same weight.

Progress goes to standard output, a line of JSON each:
{"phase": "training", "round": 3, "rounds": 10, "stage": 15, "tasksDone": 1, "tasks": 2}
"""

import argparse
import json
import os
import sys
import threading

from pyspark import SparkContext, StorageLevel
from pyspark.ml.recommendation import ALS, ALSModel
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.status import SparkStageInfo

# More of them hardly change the biases.
BIAS_ROUNDS = 2
# At a checkpoint, Spark forgets how a table was made. Without one, many rounds end in a stack overflow.
ROUNDS_BETWEEN_CHECKPOINTS = 10


def main() -> None:
    args = arguments()
    if args.until_stdin_ends:
        threading.Thread(target=end_with_stdin, daemon=True).start()
    spark = SparkSession.builder.appName("recommender-lab ALS").getOrCreate()
    divide(spark)
    progress = Progress(spark.sparkContext, args.rounds if args.implicit else args.rounds + first_rounds(args))
    progress.start()
    ratings = spark.read.parquet(args.ratings).select("user", "item", F.col("rating").cast("double"))
    if args.positive_from is not None:
        ratings = ratings.where(F.col("rating") >= args.positive_from)
    if args.rounds > ROUNDS_BETWEEN_CHECKPOINTS:
        spark.sparkContext.setCheckpointDir(os.path.join(args.out, "checkpoints"))
    if args.implicit:
        model = fit(choices(ratings), args.rounds, args, progress)
    else:
        model = fit_with_biases(ratings, args, progress)
    progress.phase = "saving"
    save(model.userFactors, args.out, "users")
    save(model.itemFactors, args.out, "items")
    progress.ended.set()
    spark.stop()


def divide(spark: SparkSession) -> None:
    """Two parts of each table per core, where nothing else is asked for. Of Spark's 200, each writes 200 tiny blocks."""
    partitions = "spark.sql.shuffle.partitions"
    if not spark.sparkContext.getConf().contains(partitions):
        spark.conf.set(partitions, 2 * spark.sparkContext.defaultParallelism)


def fit(rows: DataFrame, rounds: int, args: argparse.Namespace, progress: "Progress") -> ALSModel:
    progress.phase = "training"
    blocks = args.blocks or rows.sparkSession.sparkContext.defaultParallelism
    return ALS(
        rank=args.factors,
        maxIter=rounds,
        regParam=args.regularization,
        alpha=args.alpha,
        implicitPrefs=args.implicit,
        seed=args.seed,
        numUserBlocks=blocks,
        numItemBlocks=blocks,
        checkpointInterval=ROUNDS_BETWEEN_CHECKPOINTS,
    ).fit(rows)


def choices(ratings: DataFrame) -> DataFrame:
    return ratings.withColumn("rating", F.lit(1.0))


def fit_with_biases(ratings: DataFrame, args: argparse.Namespace, progress: "Progress") -> ALSModel:
    """Biases, factors for what they leave, biases for what those factors leave, and the factors. Saves the biases."""
    mean = ratings.agg(F.avg("rating")).first()[0]
    left = ratings.withColumn("rating", F.col("rating") - mean).persist(StorageLevel.MEMORY_AND_DISK)
    of_users, of_items = all_biases(left, args)
    first = fit(minus(minus(left, "item", of_items), "user", of_users), first_rounds(args), args, progress)
    unexplained = first.transform(left).select("user", "item", (F.col("rating") - F.col("prediction")).alias("rating"))
    of_users, of_items = all_biases(unexplained.persist(StorageLevel.MEMORY_AND_DISK), args)
    save(of_users, args.out, "user_biases")
    save(of_items, args.out, "item_biases")
    unexplained.unpersist()
    return fit(minus(minus(left, "item", of_items), "user", of_users), args.rounds, args, progress)


def first_rounds(args: argparse.Namespace) -> int:
    """Enough for the biases to suit the factors."""
    return (args.rounds + 1) // 2


def all_biases(left: DataFrame, args: argparse.Namespace) -> tuple[DataFrame, DataFrame]:
    """Those of the users and of the items, learned by turns."""
    of_users = None
    for _ in range(BIAS_ROUNDS):
        of_items = biases(left if of_users is None else minus(left, "user", of_users), "item", args)
        of_users = biases(minus(left, "item", of_items), "user", args)
    return of_users, of_items


def biases(left: DataFrame, key: str, args: argparse.Namespace) -> DataFrame:
    """sum / (n + regularization) of what is left of the ratings of each user, or item."""
    bias = F.sum("rating") / (F.count("rating") + args.bias_regularization)
    return left.groupBy(F.col(key).alias("id")).agg(bias.cast("float").alias("bias")).persist()


def minus(left: DataFrame, key: str, biases: DataFrame) -> DataFrame:
    joined = left.join(biases, left[key] == biases["id"])
    return joined.select("user", "item", (F.col("rating") - F.col("bias")).alias("rating"))


def save(table: DataFrame, out: str, name: str) -> None:
    table.write.parquet(os.path.join(out, name))


class Progress(threading.Thread):
    """Tells twice a second how far ALS is, and how many tasks of the current stage are done.

    A round is two stages that end in the same line of Spark's ALS. Spark skips stages whose result it still has, so
    each one before the current one is done.
    """

    def __init__(self, context: SparkContext, rounds: int) -> None:
        super().__init__(daemon=True)
        self.tracker = context.statusTracker()
        self.rounds = rounds
        self.phase = "reading"
        self.ended = threading.Event()
        self.halves = 0
        self.halves_before = 0  # those that a checkpoint has cut off

    def run(self) -> None:
        while not self.ended.wait(0.5):
            for job in self.tracker.getActiveJobsIds():
                info = self.tracker.getJobInfo(job)
                found = [self.tracker.getStageInfo(stage) for stage in (info.stageIds if info else [])]
                self.tell(sorted(stage for stage in found if stage))  # by id: in the order in which they run

    def tell(self, stages: list[SparkStageInfo]) -> None:
        begun = [stage for stage in stages if stage.numActiveTasks + stage.numCompletedTasks > 0]
        if not begun:
            return
        now = begun[-1]
        halves = sum("flatMap at ALS" in stage.name and stage.stageId < now.stageId for stage in stages)
        if self.phase == "training":
            if halves < self.halves - self.halves_before:
                self.halves_before = self.halves
            self.halves = max(self.halves, min(self.halves_before + halves, 2 * self.rounds))
        print(
            json.dumps(
                {
                    "phase": self.phase,
                    "round": self.halves // 2,
                    "rounds": self.rounds,
                    "stage": now.stageId,
                    "tasksDone": now.numCompletedTasks,
                    "tasks": now.numTasks,
                }
            ),
            flush=True,
        )


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
