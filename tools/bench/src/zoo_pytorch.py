"""Torchvision's classifiers with random weights as ONNX files, each with an input, its logits and its input gradient in float64.
Usage: python zoo_pytorch.py FOLDER; then zoo.mjs FOLDER. Needs torch 2.1.2, torchvision 0.16.2, onnx and "numpy<2"."""
import json, os, sys
import torch, torchvision

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
torch.manual_seed(0)
sizes = {
    "resnet50": 128, "vgg11_bn": 224, "densenet121": 128, "mobilenet_v2": 128, "mobilenet_v3_large": 128, "efficientnet_b0": 128,
    "efficientnet_v2_s": 128, "squeezenet1_1": 128, "convnext_tiny": 128, "swin_t": 224, "inception_v3": 128, "googlenet": 128,
    "shufflenet_v2_x1_0": 128, "mnasnet1_0": 128, "regnet_y_400mf": 128}

errors = {}
for name, size in sizes.items():
    options = {"init_weights": True} if name in ("inception_v3", "googlenet") else {}
    model = getattr(torchvision.models, name)(weights=None, **options).eval().requires_grad_(False)
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1), module.running_var.uniform_(0.5, 1.5)
    x, c = torch.randn(1, 3, size, size), torch.randn(1, 1000)
    torch.onnx.export(model, torch.randn(2, 3, size, size), f"{folder}/{name}.onnx", opset_version=17, input_names=["x"],
                      output_names=["logits"], dynamic_axes={"x": {0: "n"}, "logits": {0: "n"}})

    def gradient(precision):
        y = x.to(precision).requires_grad_()
        logits = model.to(precision)(y)
        return logits.detach(), torch.autograd.grad((logits * c.to(precision)).sum(), y)[0]

    (_, single), (logits, double) = gradient(torch.float32), gradient(torch.float64)
    errors[name] = ((single - double).abs().max() / double.abs().max()).item()
    for key, value in [("x", x), ("c", c), ("logits", logits), ("gradient", double)]:
        value.detach().float().numpy().tofile(f"{folder}/{name}.{key}.f32")
json.dump(errors, open(f"{folder}/zoo.json", "w"))
