"""The tutorial's service: Surprise's SVD behind Flask, asked item by item.

Usage: flask-service.py rows-file port, with rows `user<TAB>item<TAB>rating`. It is served by waitress, as Flask's
own server is for development only.
"""
import sys

import waitress
from flask import Flask, jsonify, request
from surprise import SVD, Dataset, Reader

reader = Reader(line_format="user item rating", sep="\t", rating_scale=(1, 5))
train = Dataset.load_from_file(sys.argv[1], reader).build_full_trainset()
model = SVD(n_factors=100, n_epochs=20, lr_all=0.005, reg_all=0.02, random_state=0).fit(train)
items = [train.to_raw_iid(inner) for inner in train.all_items()]
app = Flask(__name__)


@app.get("/recommend/<user_id>")
def recommend(user_id):
    n = request.args.get("n", 10, type=int)
    try:
        seen = {inner for inner, _ in train.ur[train.to_inner_uid(user_id)]}
    except ValueError:
        return jsonify({"error": "unknown user"}), 404
    unseen = (item for inner, item in enumerate(items) if inner not in seen)
    scored = [(item, model.predict(user_id, item).est) for item in unseen]
    scored.sort(key=lambda pair: pair[1], reverse=True)
    return jsonify(
        {
            "user_id": user_id,
            "recommendations": [
                {"item_id": item, "predicted_rating": round(rating, 2)} for item, rating in scored[:n]
            ],
        }
    )


waitress.serve(app, host="127.0.0.1", port=int(sys.argv[2]), threads=4, _quiet=True)
