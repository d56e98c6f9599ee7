"""The fast service in Python: implicit's ALS of 100 factors behind FastAPI.

Usage: fastapi-service.py rows-file port, with rows `user<TAB>item<TAB>rating`. One worker of uvicorn, with uvloop and
httptools. The handler is asynchronous: for a list that takes a part of a millisecond, a thread costs more.
"""
import sys

import numpy as np
import uvicorn
from fastapi import FastAPI, HTTPException
from implicit.als import AlternatingLeastSquares
from scipy.sparse import csr_matrix

rows = [line.split("\t") for line in open(sys.argv[1], encoding="utf-8").read().splitlines()]
users = {user: n for n, user in enumerate(dict.fromkeys(row[0] for row in rows))}
items = list(dict.fromkeys(row[1] for row in rows))
columns = {item: n for n, item in enumerate(items)}
ratings = csr_matrix(
    (
        np.array([float(rating) for _, _, rating in rows], dtype=np.float32),
        ([users[user] for user, _, _ in rows], [columns[item] for _, item, _ in rows]),
    )
)
model = AlternatingLeastSquares(factors=100, iterations=15, random_state=0)
model.fit(ratings, show_progress=False)
app = FastAPI()


@app.get("/recommend/{user_id}")
async def recommend(user_id: str, n: int = 10):
    user = users.get(user_id)
    if user is None:
        raise HTTPException(404, "unknown user")
    best, scores = model.recommend(user, ratings[user], N=n)
    return {
        "user_id": user_id,
        "recommendations": [
            {"item_id": items[item], "score": float(score)} for item, score in zip(best, scores)
        ],
    }


uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="warning", access_log=False)
