"""auto_LiRPA's bounds, as the peer of lirpa.mjs, which starts it. Usage: python lirpa_pytorch.py FOLDER. Needs torch, numpy, onnx and auto_LiRPA on its path
(its own requirements exclude newer versions of torch, with which it works but for one thing: see `clamped`)."""
import json, sys, time, warnings
import numpy, onnx, torch
from onnx import numpy_helper
from torch import nn

warnings.filterwarnings("ignore")
sys.stdout, answers = sys.stderr, sys.stdout
from auto_LiRPA import BoundedModule, BoundedTensor, PerturbationLpNorm

folder = sys.argv[1]
torch.set_num_threads(1)
METHODS = {"interval": "IBP", "crown": "CROWN", "alpha-crown": "CROWN-Optimized"}
plain = torch.clamp


def clamped(x, min=None, max=None, **rest):
    """The slopes of α-CROWN are clamped to [0, 1] before they are projected there too. From torch 2.9 on the derivative at the ends is 0, where it starts: slopes would
    never move, and α-CROWN be CROWN. Here the derivative is 1, as it was."""
    y = plain(x, min=min, max=max, **rest)
    return x + (y - x).detach() if x.requires_grad and max == 1.0 else y


torch.clamp = clamped


def network(path):
    """Conv, Gemm, Relu and Flatten, one after the other."""
    graph = onnx.load(path).graph
    weights = {w.name: torch.tensor(numpy_helper.to_array(w).copy()) for w in graph.initializer}
    layers = []
    for node in graph.node:
        given = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        if node.op_type in ("Conv", "Gemm"):
            w, b = (weights[name] for name in node.input[1:3])
            if node.op_type == "Conv":
                layer = nn.Conv2d(w.shape[1], w.shape[0], w.shape[2], given["strides"][0], given.get("pads", [0])[0])
            else:
                w = w if given.get("transB") else w.T
                layer = nn.Linear(w.shape[1], w.shape[0])
            layer.weight.data, layer.bias.data = w.contiguous(), b
            layers.append(layer)
        elif node.op_type in ("Relu", "Flatten", "Reshape"):
            layers.append(nn.ReLU() if node.op_type == "Relu" else nn.Flatten())
        else:
            raise ValueError(f"{path} has a node {node.op_type}")
    return nn.Sequential(*layers).eval()


pixels = torch.from_numpy(numpy.fromfile(f"{folder}/images/mnist-test.u8", "u1").reshape(-1, 1, 28, 28).copy())
images = pixels.double().div(255).float()
options = {"optimize_bound_args": {"iteration": 20, "lr_alpha": 0.1, "lr_decay": 0.98}}
bounded = {}


def bounds(name, method, at, label, radius):
    """The lower bounds of the margins of one image."""
    if name not in bounded:
        model = network(f"{folder}/nets/{name}.onnx")
        bounded[name] = BoundedModule(model, images[:1], bound_opts=options)
    x = images[at : at + 1]
    c = torch.eye(10)[label].unsqueeze(0) - torch.eye(10)
    c = c[torch.arange(10) != label].unsqueeze(0)
    ball = PerturbationLpNorm(norm=numpy.inf, x_L=(x - radius).clamp(0, 1), x_U=(x + radius).clamp(0, 1))
    lower, _ = bounded[name].compute_bounds(x=(BoundedTensor(x, ball),), C=c, method=METHODS[method], bound_upper=False)
    return lower.detach().flatten().tolist()


print(json.dumps({"torch": torch.__version__}), file=answers, flush=True)
for line in sys.stdin:
    name, method, radius, *places = line.split()
    found = []
    for place in places:
        at, label = (int(v) for v in place.split(":"))
        start, work = time.perf_counter(), time.process_time()
        lower = bounds(name, method, at, label, float(radius))
        found.append({"times": [1000 * (time.perf_counter() - start), 1000 * (time.process_time() - work)], "lower": lower})
    print(json.dumps(found), file=answers, flush=True)
