"""Reads a finished run with NumPy alone: configuration, summary, evaluations and personal models.

Usage: python3 read_run.py RUN
"""

import json
import pathlib
import sys

import numpy


def read_safetensors(path):
    """Returns the tensors of a safetensors file by name, and its metadata; the package `safetensors` does the same."""
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    values = memoryview(content)[8 + length :]
    tensors = {}
    for name, tensor in header.items():
        begin, end = tensor["data_offsets"]
        assert tensor["dtype"] == "F32"
        tensors[name] = numpy.frombuffer(values[begin:end], "<f4").reshape(tensor["shape"])
    return tensors, metadata


def main(run):
    config = json.loads((run / "config.json").read_text(encoding="utf-8"))
    summary = json.loads((run / "summary.json").read_text(encoding="utf-8"))
    evaluations = [json.loads(line) for line in (run / "evaluations.jsonl").read_text(encoding="utf-8").splitlines()]
    models = sorted(run.glob("models/*.safetensors"), key=lambda file: int(file.stem.split("-")[1]))

    print(f"{summary['name']}: {config['strategy']['type']} on {summary['setting']['dataset']}, seed {config['seed']}")
    print("round  accuracy of each exit")
    for evaluation in evaluations:
        print(f"{evaluation['round']:5d}  " + "  ".join(f"{100 * exit:5.1f}" for exit in evaluation["accuracy"]))
    if not models:
        return
    print(f"\n{len(models)} models; norm of each block of {models[0].stem}, and standard deviation over clients")
    first, metadata = read_safetensors(models[0])
    roles = json.loads(metadata["blocks"])
    all_tensors = [read_safetensors(model)[0] for model in models]
    for name, tensor in first.items():
        spread = numpy.stack([tensors[name] for tensors in all_tensors]).std(axis=0).mean()
        role = f"{roles[name]['role']} {roles[name]['depth']}"
        print(f"{name:24} {role:11} {str(tensor.shape):18} {numpy.linalg.norm(tensor):8.3f} {spread:8.4f}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
