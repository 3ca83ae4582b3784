"""FedAvg of the reference ConvNet with three exits on CIFAR-10 in PyTorch eager, a repetition of a run of ours.

Cohorts, settings and how many examples of which class every client trains and is tested on are those of the run's directory; which examples, and the
first parameters, are drawn anew. Every worker has one resident model and optimiser for all clients, whose examples lie ready as floats.
"""
import argparse
import json
import pathlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import torch
from torch.nn import functional, init

from convnet import CLASSES, EXITS, ConvNet

RECORD, SIDE, CHANNELS = 3073, 32, 3
EVALUATION_BATCH = 64  # as Exeunt's


@dataclass
class Part:
    """Some examples of a client: images [count, height, width, channels] in [-1, 1], and labels."""
    images: torch.Tensor
    labels: torch.Tensor

    def batches(self, order, size):
        """Gives images, channels last in memory, and labels of every batch."""
        for some in order.split(size):
            yield self.images[some].permute(0, 3, 1, 2), self.labels[some]

    def __len__(self):
        return len(self.labels)


class Deck:
    """The records of CIFAR-10 by class, shuffled, from which clients draw."""

    def __init__(self, folder):
        files = [*sorted(folder.glob("data_batch_*.bin")), folder / "test_batch.bin"]
        records = torch.cat([torch.frombuffer(bytearray(file.read_bytes()), dtype=torch.uint8) for file in files]).view(-1, RECORD)
        records = records[torch.randperm(len(records))]
        self.by_class = [records[records[:, 0] == c, 1:] for c in range(CLASSES)]

    def draw(self, counts):
        """Returns so many examples of every class, which nobody draws again."""
        drawn = [records[:count] for records, count in zip(self.by_class, counts)]
        self.by_class = [records[count:] for records, count in zip(self.by_class, counts)]
        images = torch.cat(drawn).view(-1, CHANNELS, SIDE, SIDE).permute(0, 2, 3, 1).float().div_(127.5).sub_(1)
        return Part(images.contiguous(), torch.repeat_interleave(torch.tensor(counts)))


def new_network():
    """Returns the network as ours begins: He et al. for convolutions, biases of zero."""
    network = ConvNet().to(memory_format=torch.channels_last)
    for convolution in network.convolutions:
        init.kaiming_normal_(convolution.weight)
    for layer in (*network.convolutions, *network.heads):
        init.zeros_(layer.bias)
    return network


class Resident(threading.local):
    """The model and optimiser of the worker that asks."""

    def __init__(self, threads, optimizer):
        torch.set_num_threads(threads)
        self.model = new_network()
        self.parameters = list(self.model.parameters())
        self.optimiser = torch.optim.SGD(self.parameters, lr=optimizer["learning-rate"], momentum=optimizer["momentum"],
                                         weight_decay=optimizer["weight-decay"], fused=True)

    @torch.no_grad()
    def load(self, parameters):
        torch._foreach_copy_(self.parameters, parameters)


class Federation:
    """Server and clients of one run."""

    def __init__(self, options):
        config = json.loads((options.run / "config.json").read_text())
        self.training = config["training"]
        shares = json.loads((options.run / "class-distribution.json").read_text())["clients"]
        lines = map(json.loads, (options.run / "rounds.jsonl").open())
        self.cohorts = [[member["client"] for member in line["cohort"]] for line in lines]
        deck = Deck(options.data)
        self.train = [deck.draw(share["train"]) for share in shares]
        self.test = [deck.draw(share["test"]) for share in shares]
        self.resident = Resident(options.threads, self.training["optimizer"])
        self.server = [p.detach().clone() for p in self.resident.parameters]
        self.pool = ThreadPoolExecutor(options.workers)
        self.trained = 0
        self.evaluated = 0

    def play(self, number):
        """Trains and merges a cohort, evaluates all clients, and returns the mean loss in training and the accuracy of every exit."""
        rate = self.training["optimizer"]["learning-rate"] * self.training["optimizer"]["learning-rate-decay"] ** number
        cohort = sorted(self.cohorts[number], key=lambda client: -len(self.train[client]))
        updates = list(self.pool.map(lambda client: self.train_client(self.train[client], rate), cohort))
        sizes = [len(self.train[client]) for client in cohort]
        self.merge([parameters for parameters, _ in updates], sizes)
        everyone = sorted(self.test, key=len, reverse=True)
        right = torch.stack(list(self.pool.map(self.evaluate_client, everyone)))
        self.trained += sum(sizes) * self.training["local-epochs"]
        self.evaluated += sum(map(len, everyone))
        return sum(size * loss for size, (_, loss) in zip(sizes, updates)) / sum(sizes), right.mean(dim=0)

    def train_client(self, part, rate):
        """Returns a client's parameters and the mean loss of its last epoch."""
        resident = self.resident
        resident.load(self.server)
        resident.optimiser.state.clear()
        resident.optimiser.param_groups[0]["lr"] = rate
        for _ in range(self.training["local-epochs"]):
            loss = sum(len(labels) * self.step(images, labels)
                       for images, labels in part.batches(torch.randperm(len(part)), self.training["batch-size"]))
        return [p.detach().clone() for p in resident.parameters], loss / len(part)

    def step(self, images, labels):
        resident = self.resident
        resident.optimiser.zero_grad()
        loss = sum(functional.cross_entropy(logits, labels) for logits in resident.model(images)) / EXITS
        loss.backward()
        resident.optimiser.step()
        return loss.item()

    def merge(self, updates, sizes):
        """Makes the server's parameters the clients' mean, weighted by their data."""
        torch._foreach_zero_(self.server)
        for parameters, size in zip(updates, sizes):
            torch._foreach_add_(self.server, parameters, alpha=size / sum(sizes))

    @torch.inference_mode()
    def evaluate_client(self, part):
        """Returns the accuracy of every exit."""
        self.resident.load(self.server)
        right = torch.zeros(EXITS)
        for images, labels in part.batches(torch.arange(len(part)), EVALUATION_BATCH):
            right += torch.stack([(logits.argmax(dim=1) == labels).sum() for logits in self.resident.model(images)])
        return right / len(part)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=pathlib.Path, required=True, help="directory of our run")
    parser.add_argument("--data", type=pathlib.Path, required=True, help="binary files of CIFAR-10")
    parser.add_argument("--workers", type=int, default=2, help="clients at a time")
    parser.add_argument("--threads", type=int, default=1, help="of one worker")
    options = parser.parse_args()
    torch.manual_seed(1)
    torch.set_num_threads(options.threads)
    federation = Federation(options)
    wall, cpu = time.perf_counter(), time.process_time()
    for number in range(len(federation.cohorts)):
        loss, accuracy = federation.play(number)
    print(f"seconds {time.perf_counter() - wall}")
    print(f"cpu-seconds {time.process_time() - cpu}")
    print(f"parameters {sum(p.numel() for p in federation.server)}")
    print(f"trained {federation.trained}")
    print(f"evaluated {federation.evaluated}")
    print(f"loss {loss}")
    print(f"accuracy {accuracy.mean()}")


if __name__ == "__main__":
    main()
