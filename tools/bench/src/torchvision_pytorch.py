"""Torchvision's classification families with random weights, as the peer of torchvision.mjs, which starts it. Usage: python torchvision_pytorch.py FOLDER.
Answers every line `NAME SIZE` with what float32 itself loses of the gradient, having written an input, a cotangent, and float64's logits and gradient; and
every line `NAME SIZE EXPORTER` with the path of the ONNX file, where EXPORTER is dynamo, script, dynamo-n or script-n (a batch of any size)."""
import contextlib, io, json, sys, warnings
import torch, torchvision
from torch import nn
from peer import gradient

folder = sys.argv[1]
torch.set_num_threads(1)
torch.backends.mha.set_fastpath_enabled(False)
warnings.filterwarnings("ignore")


def made(name):
    """The model in evaluation mode, with the statistics of random images and without parameters that start at zero, so that no part drops out of the gradient."""
    torch.manual_seed(0)
    options = {"init_weights": False} if name in ("googlenet", "inception_v3") else {}
    model = getattr(torchvision.models, name)(weights=None, **options)
    norms = [module for module in model.modules() if isinstance(module, nn.BatchNorm2d)]
    for module in norms:
        module.momentum = 1.0
    with torch.no_grad():
        if norms:
            model(torch.randn(4, 3, *[299 if name == "inception_v3" else 224] * 2))
        for parameter in model.parameters():
            if not parameter.any():
                parameter.normal_(0, 0.05)
    return model.eval().requires_grad_(False)


def reference(model, size, path):
    """Of up to ten inputs the one on which float32 loses least: near kinks, correct implementations disagree."""
    best = None
    for _ in range(10):
        x, c = torch.randn(1, 3, size, size), torch.randn(1, 1000)
        _, single = gradient(model, x, c)
        logits, double = gradient(model.double(), x.double(), c.double())
        model.float()
        cosine = torch.cosine_similarity(single.double().flatten(), double.flatten(), 0).item()
        if best is None or cosine > best[0]:
            best = cosine, x, c, logits, double
        if cosine > 1 - 1e-9:
            break
    for key, value in zip(("x", "c", "logits", "gradient"), best[1:]):
        value.detach().float().numpy().tofile(f"{path}.{key}.f32")
    return best[0]


def export(model, size, exporter, path):
    dynamo, any_batch = exporter.startswith("dynamo"), exporter.endswith("-n")
    options = {}
    if any_batch:
        options = {"dynamic_shapes": ({0: torch.export.Dim.DYNAMIC},)} if dynamo else {"dynamic_axes": {"x": {0: "n"}}, "input_names": ["x"]}
    x = torch.randn(2 if any_batch else 1, 3, size, size)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        torch.onnx.export(model, (x,), path, dynamo=dynamo, **options)


print(json.dumps({"torch": torch.__version__, "torchvision": torchvision.__version__}), flush=True)
kept = {}
for line in sys.stdin:
    name, size, *exporter = line.split()
    if name not in kept:
        kept = {name: made(name)}
    if not exporter:
        print(json.dumps({"cosine": reference(kept[name], int(size), f"{folder}/{name}")}), flush=True)
        continue
    path = f"{folder}/{name}.onnx"
    try:
        export(kept[name], int(size), exporter[0], path)
        print(json.dumps({"path": path}), flush=True)
    except Exception as error:
        print(json.dumps({"refused": str(error).splitlines()[0]}), flush=True)
