"""Writes a data set of LEAF (JSON with users, num_samples, user_data) as arrays and a partition with a client per user.

Usage: python3 arrays_from_leaf.py LEAF_DATA OUTPUT SHAPE

LEAF_DATA has the folders train and test; SHAPE is the shape of an example, such as 1,28,28 for FEMNIST.
OUTPUT receives x.npy, y.npy, owner.npy, the same with _test, and partition.json with LEAF's own split.
"""

import json
import pathlib
import sys

import numpy

leaf, output = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
shape = [int(length) for length in sys.argv[3].split(",")]
output.mkdir(parents=True, exist_ok=True)
indices, start = {}, 0
for split, suffix in ("train", ""), ("test", "_test"):
    x, y, owner = [], [], []
    for path in sorted((leaf / split).glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        for user in content["users"]:
            data = content["user_data"][user]
            first = start + len(y)
            x += data["x"]
            y += data["y"]
            owner += [user] * len(data["y"])
            indices.setdefault(user, {"train": [], "test": []})[split] += range(first, start + len(y))
    start += len(y)
    numpy.save(output / f"x{suffix}.npy", numpy.asarray(x, numpy.float32).reshape(len(y), *shape))
    numpy.save(output / f"y{suffix}.npy", numpy.asarray(y))
    numpy.save(output / f"owner{suffix}.npy", numpy.asarray(owner))
clients = [client for client in indices.values() if client["train"]]
with open(output / "partition.json", "w", encoding="utf-8") as file:
    json.dump({"source": ["x.npy", "x_test.npy"], "clients": clients}, file)
