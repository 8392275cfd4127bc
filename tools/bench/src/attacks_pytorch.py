"""Foolbox and AutoAttack on PyTorch, with the weights and images of attacks.mjs, which starts this.
Usage: python attacks_pytorch.py FOLDER CNN [THREADS]. Needs torch, foolbox and "numpy<2"; AutoAttack (github.com/fra31/auto-attack) on PYTHONPATH."""
import json, sys, time
import foolbox, numpy, torch
from autoattack import AutoAttack
from autoattack.autopgd_base import APGDAttack
from autoattack.fab_pt import FABAttack_PT
from torch import nn
from tfjs_weights import weights

folder, cnn, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 1
torch.set_num_threads(threads)


def floats(name, *shape):
    return torch.tensor(numpy.fromfile(f"{folder}/{name}.f32", "<f4").reshape(shape))


def dense():
    layers = [nn.Linear(784, 128), nn.Linear(128, 10)]
    for k, layer in enumerate(layers):
        layer.weight.data = floats(f"w{k}", *layer.weight.shape)
        layer.bias.data = floats(f"b{k}", *layer.bias.shape)
    return nn.Sequential(nn.Flatten(), layers[0], nn.ReLU(), layers[1])


def convolutional():
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
    return nn.Sequential(*convolution("c1"), *convolution("c2"), nn.MaxPool2d(2), *convolution("c3"), *convolution("c4"),
                         nn.MaxPool2d(2), nn.Flatten(), first, nn.ReLU(), last)


count = int(sys.argv[4]) if len(sys.argv) > 4 else 500
images = floats("images", count, 1, 28, 28)
labels = torch.tensor(numpy.fromfile(f"{folder}/labels.i32", "<i4")).long()
models = {name: make().eval().requires_grad_(False) for name, make in (("mlp", dense), ("cnn", convolutional))}


def distances(model, adversarial, norm):
    """Norm of every perturbation; null where the model holds, 0 where it was wrong before."""
    change = (adversarial - images).flatten(1).double()
    size = change.abs().amax(1) if norm == "linf" else change.norm(dim=1)
    wrong = model(images).argmax(1) != labels
    size[wrong] = 0
    held = (model(adversarial).argmax(1) == labels) & ~wrong
    return [None if holds else value for holds, value in zip(held.tolist(), size.tolist())]


def foolbox_attack(attack, model, budget):
    _, adversarial, _ = attack(foolbox.PyTorchModel(model, bounds=(0, 1)), images, labels, epsilons=budget)
    return adversarial


NORMS = {"linf": "Linf", "l2": "L2"}
ATTACKS = {
    "pgd-40": lambda model, norm, budget: foolbox_attack(
        foolbox.attacks.LinfPGD(rel_stepsize=0.1, steps=40, random_start=False) if norm == "linf"
        else foolbox.attacks.L2PGD(rel_stepsize=0.1, steps=40, random_start=False), model, budget),
    "apgd-100": lambda model, norm, budget: APGDAttack(
        model, n_iter=100, norm=NORMS[norm], n_restarts=1, eps=budget, seed=0, loss="ce", device="cpu").perturb(images, labels),
    "ddn-1000": lambda model, norm, budget: foolbox_attack(foolbox.attacks.DDNAttack(steps=1000), model, None),
    "fab-100": lambda model, norm, budget: FABAttack_PT(
        model, norm=NORMS[norm], n_iter=100, eps=1e3, seed=0, device="cpu").perturb(images, labels),
    "autoattack": lambda model, norm, budget: AutoAttack(
        model, norm=NORMS[norm], eps=budget, version="standard", device="cpu", seed=0, verbose=False).run_standard_evaluation(
        images, labels, bs=500),
}

print(json.dumps({"torch": torch.__version__, "foolbox": foolbox.__version__,
                  "logits": {name: model(images[:4]).flatten().tolist() for name, model in models.items()}}), flush=True)
for line in sys.stdin:
    name, attack, norm, budget = line.split()
    start, work = time.perf_counter(), time.process_time()
    adversarial = ATTACKS[attack](models[name], norm, float(budget))
    seconds, processor = time.perf_counter() - start, time.process_time() - work
    print(json.dumps({"seconds": seconds, "processor": processor, "distances": distances(models[name], adversarial, norm)}), flush=True)
