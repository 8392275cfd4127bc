"""Asks PyTorch about the points that attacks found in elsewhere.mjs, which starts this: in batches of 1, 7, 64 and all, with one thread and two.
Usage: python elsewhere_pytorch.py FOLDER CNN. Needs torch and numpy."""
import json, sys
import numpy, torch
from mnist_networks import convolutional, dense

folder, cnn = sys.argv[1], sys.argv[2]
models = {"mlp": dense(folder), "cnn": convolutional(cnn)}


def read(name, kind):
    return torch.from_numpy(numpy.fromfile(f"{folder}/{name}", kind))


def denied(model, points, labels):
    """Indices of the points that some evaluation gives the class of their label."""
    held = torch.zeros(len(labels), dtype=torch.bool)
    for threads in (1, 2):
        torch.set_num_threads(threads)
        for size in (1, 7, 64, len(labels)):
            held |= torch.cat([model(part) for part in points.split(size)]).argmax(1) == labels
    return held.nonzero().flatten().tolist()


print(json.dumps({"torch": torch.__version__}), flush=True)
with torch.no_grad():
    for line in sys.stdin:
        labels = read("labels.i32", "<i4").long()
        points = read("points.f32", "<f4").reshape(-1, 1, 28, 28)
        print(json.dumps(denied(models[line.strip()], points, labels) if len(labels) else []), flush=True)
