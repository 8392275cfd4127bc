"""The work of pgd.mjs and engine.mjs in PyTorch, to be run beside them. Usage: python pgd_pytorch.py [threads]"""

import sys
import time

import torch

torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
torch.manual_seed(0)


def network(hidden):
    return torch.nn.Sequential(torch.nn.Linear(784, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, 10))


def gradient(model, x, y):
    x = x.detach().requires_grad_(True)
    loss = torch.nn.functional.cross_entropy(model(x), y, reduction="sum")
    return torch.autograd.grad(loss, x)[0]


def pgd(model, x0, y, budget=0.03, steps=40):
    x = x0.clone()
    for _ in range(steps):
        g = gradient(model, x, y)
        with torch.no_grad():
            x = x + 0.1 * budget * g.sign()
            x = torch.min(torch.max(x, x0 - budget), x0 + budget).clamp(0, 1)
    return x


def median(work, runs):
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return sorted(times)[runs // 2]


for hidden in (3000, 128):
    model = network(hidden)
    for p in model.parameters():
        p.requires_grad_(False)
    x, y = torch.rand(1000, 784), torch.randint(0, 10, (1000,))
    print(f"784-{hidden}-10, {torch.get_num_threads()} thread(s): PGD-40 on 1000 {median(lambda: pgd(model, x, y), 3):.2f} s, "
          f"f+dx batch 100 {1000 * median(lambda: gradient(model, x[:100], y[:100]), 51):.2f} ms")
