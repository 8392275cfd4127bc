"""The networks of the benches on MNIST in PyTorch: a dense one, and AutoAttack's convolutional one."""
import numpy, torch
from torch import nn
from tfjs_weights import weights


def dense(folder):
    """784-128-10, from the files that a bench wrote into the folder: w0.f32, b0.f32, w1.f32, b1.f32."""

    def floats(name, *shape):
        return torch.tensor(numpy.fromfile(f"{folder}/{name}.f32", "<f4").reshape(shape))

    layers = [nn.Linear(784, 128), nn.Linear(128, 10)]
    for k, layer in enumerate(layers):
        layer.weight.data = floats(f"w{k}", *layer.weight.shape)
        layer.bias.data = floats(f"b{k}", *layer.bias.shape)
    return frozen(nn.Sequential(nn.Flatten(), layers[0], nn.ReLU(), layers[1]))


def convolutional(cnn):
    w = weights(cnn)

    def convolution(name):
        kernel = w[f"{name}/kernel"].permute(3, 2, 0, 1).contiguous()
        layer = nn.Conv2d(kernel.shape[1], kernel.shape[0], 3, padding=1)
        layer.weight.data, layer.bias.data = kernel, w[f"{name}/bias"]
        return [layer, nn.ReLU()]

    first, last = nn.Linear(784, 256), nn.Linear(256, 10)
    # Flatten follows rows, columns, channels in TensorFlow, and channels, rows, columns here.
    first.weight.data = w["d1/kernel"].reshape(7, 7, 16, 256).permute(3, 2, 0, 1).reshape(256, 784).contiguous()
    first.bias.data, last.weight.data, last.bias.data = w["d1/bias"], w["d2/kernel"].T.contiguous(), w["d2/bias"]
    return frozen(nn.Sequential(*convolution("c1"), *convolution("c2"), nn.MaxPool2d(2), *convolution("c3"),
                                *convolution("c4"), nn.MaxPool2d(2), nn.Flatten(), first, nn.ReLU(), last))


def frozen(model):
    return model.eval().requires_grad_(False)
