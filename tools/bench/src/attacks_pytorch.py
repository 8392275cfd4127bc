"""Foolbox and AutoAttack on PyTorch, with the weights and images of attacks.mjs, which starts this.
Usage: python attacks_pytorch.py FOLDER CNN [THREADS]. Needs torch, foolbox and "numpy<2"; AutoAttack (github.com/fra31/auto-attack) on PYTHONPATH."""
import json, sys, time
import foolbox, numpy, torch
from autoattack import AutoAttack
from autoattack.autopgd_base import APGDAttack
from autoattack.fab_pt import FABAttack_PT
from mnist_networks import convolutional, dense

folder, cnn, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 1
torch.set_num_threads(threads)


count = int(sys.argv[4]) if len(sys.argv) > 4 else 500
images = torch.tensor(numpy.fromfile(f"{folder}/images.f32", "<f4").reshape(count, 1, 28, 28))
labels = torch.tensor(numpy.fromfile(f"{folder}/labels.i32", "<i4")).long()
models = {"mlp": dense(folder), "cnn": convolutional(cnn)}


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
