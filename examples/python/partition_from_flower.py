"""Writes a partition by Flower Datasets (package flwr-datasets) as a file for the partitioner "file".

Usage: python3 partition_from_flower.py LABELS.npy PARTITION.json FILE...

LABELS.npy has the label of every record of the files of the data set, in order.
"""

import json
import sys

import datasets
import flwr_datasets.partitioner
import numpy

labels = numpy.load(sys.argv[1], allow_pickle=False)
partitioner = flwr_datasets.partitioner.DirichletPartitioner(
    num_partitions=20, partition_by="label", alpha=0.3, seed=7
)
partitioner.dataset = datasets.Dataset.from_dict({"label": labels.tolist(), "index": range(len(labels))})
random = numpy.random.default_rng(7)
clients = []
for client in range(partitioner.num_partitions):
    index = random.permutation(list(partitioner.load_partition(client)["index"])).tolist()
    test = len(index) // 4
    clients.append({"train": index[test:], "test": index[:test]})
with open(sys.argv[2], "w", encoding="utf-8") as file:
    json.dump({"source": sys.argv[3:], "clients": clients}, file)
