"""Weights of a TensorFlow.js layers-model for PyTorch."""
import json
import numpy, torch


def weights(source):
    """Every weight by name, from the shards."""
    found = {}
    for group in json.load(open(f"{source}/model.json"))["weightsManifest"]:
        data, at = b"".join(open(f"{source}/{path}", "rb").read() for path in group["paths"]), 0
        for weight in group["weights"]:
            size = int(numpy.prod(weight["shape"]))
            values = numpy.frombuffer(data, "<f4", size, at).reshape(weight["shape"])
            found[weight["name"]], at = torch.tensor(values), at + 4 * size
    return found
