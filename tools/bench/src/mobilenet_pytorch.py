"""MobileNet v1 in PyTorch with the weights of a TensorFlow.js layers-model, as the peer of mobilenet.mjs, which starts it.
Usage: python mobilenet_pytorch.py MODEL FOLDER [THREADS]. Needs torch 2.1.2 and "numpy<2"."""
import os, sys
import torch
from torch import nn
from peer import reference, serve
from tfjs_weights import weights

source, folder, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 1
torch.set_num_threads(threads)
torch.manual_seed(0)


def mobilenet(w):
    """Input NCHW in [-1, 1]. TensorFlow pads an even side for stride 2 after it only."""
    def convolution(name, key, stride, groups):
        kernel = w[f"{name}/{key}"].permute((3, 2, 0, 1) if groups == 1 else (2, 3, 0, 1)).contiguous()
        size = kernel.shape[-1]
        layer = nn.Conv2d(kernel.shape[1] * groups, kernel.shape[0], size, stride, (size // 2) if stride == 1 else 0, 1, groups, False)
        layer.weight.data = kernel
        return [layer] if stride == 1 else [nn.ZeroPad2d((0, 1, 0, 1)), layer]

    def normalised(name):
        get = lambda key: w[f"{name}_bn/{key}"]
        layer = nn.BatchNorm2d(get("gamma").numel(), eps=1e-3)
        layer.weight.data, layer.bias.data = get("gamma"), get("beta")
        layer.running_mean, layer.running_var = get("moving_mean"), get("moving_variance")
        return [layer, nn.ReLU6()]

    layers = [*convolution("conv1", "kernel", 2, 1), *normalised("conv1")]
    for k in range(1, 14):
        depth = w[f"conv_dw_{k}/depthwise_kernel"].shape[2]
        layers += [*convolution(f"conv_dw_{k}", "depthwise_kernel", 2 if k in (2, 4, 6, 12) else 1, depth), *normalised(f"conv_dw_{k}")]
        layers += [*convolution(f"conv_pw_{k}", "kernel", 1, 1), *normalised(f"conv_pw_{k}")]
    head = nn.Linear(*w["conv_preds/kernel"].shape[2:])
    head.weight.data, head.bias.data = w["conv_preds/kernel"][0, 0].T.contiguous(), w["conv_preds/bias"]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), head).eval().requires_grad_(False)


def folded(model):
    """The same function with every batch normalisation in the convolution before it: PyTorch at its best."""
    layers = []
    for layer in model:
        if isinstance(layer, nn.BatchNorm2d):
            layers[-1] = nn.utils.fusion.fuse_conv_bn_eval(layers[-1], layer)
        else:
            layers.append(layer)
    return nn.Sequential(*layers).eval().requires_grad_(False)


os.makedirs(folder, exist_ok=True)
model = mobilenet(weights(source))
image = 2 * torch.rand(1, 3, 224, 224) - 1
error = reference(model, image, torch.randn(1, 1000), f"{folder}/mobilenet")
shape = (3, 224, 224)
serve({"mobilenet": (model, shape), "mobilenet-folded": (folded(model), shape)}, torch=torch.__version__, error=error)
