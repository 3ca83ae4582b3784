"""Writes a partition by PFLlib as a file for the partitioner "file". Run it in PFLlib's folder `dataset`.

Usage: python3 partition_from_pfllib.py LABELS.npy PARTITION.json FILE...

LABELS.npy has the label of every record of the files of the data set, in order. The files that PFLlib itself writes
contain pickles and no indices; this script has PFLlib distribute indices in place of examples.
"""

import json
import random
import sys

import numpy
from utils.dataset_utils import separate_data, split_data

random.seed(1)
numpy.random.seed(1)
labels = numpy.load(sys.argv[1], allow_pickle=False)
indices, labels, _ = separate_data(
    (numpy.arange(len(labels)), labels), num_clients=20, num_classes=int(labels.max()) + 1, niid=True, partition="dir"
)
train, test = split_data(indices, labels)
clients = [{"train": a["x"].tolist(), "test": b["x"].tolist()} for a, b in zip(train, test)]
with open(sys.argv[2], "w", encoding="utf-8") as file:
    json.dump({"source": sys.argv[3:], "clients": clients}, file)
