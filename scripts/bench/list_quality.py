"""How good lists are: nDCG@10, as our own side of the bench measures it."""

import numpy as np

K = 10
RELEVANT_FROM = 4


def ndcg(top, test):
    """nDCG@10 with binary gain; mean over the users of the train part with a relevant test item."""
    users, items, ratings = test
    relevant = [set() for _ in range(len(top))]
    for user, item, rating in zip(users.tolist(), items.tolist(), ratings.tolist()):
        if rating >= RELEVANT_FROM and user < len(top):
            relevant[user].add(item)
    worth = (1 / np.log2(np.arange(2, K + 2))).tolist()
    values = []
    for listed, wanted in zip(top, relevant):
        if not wanted:
            continue
        gain = sum(worth[place] for place, item in enumerate(listed) if int(item) in wanted)
        values.append(gain / sum(worth[: len(wanted)]))
    return sum(values) / len(values)
