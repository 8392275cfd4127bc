"""What every PyTorch peer of a bench does: the work, a reference in float64, and timings on request."""
import json, sys, time
import torch


def gradient(model, x, c):
    """Logits and input gradient, as an attack asks for them: parameters need none."""
    y = x.clone().requires_grad_()
    logits = model(y)
    return logits, torch.autograd.grad((logits * c).sum(), y)[0]


def reference(model, x, c, path):
    """Writes an input, a cotangent, the logits and the input gradient in float64; answers with the float32 gradient's own error."""
    _, single = gradient(model, x, c)
    logits, double = gradient(model.double(), x.double(), c.double())
    model.float()
    for key, value in [("x", x), ("c", c), ("logits", logits), ("gradient", double)]:
        value.detach().float().numpy().tofile(f"{path}.{key}.f32")
    return ((single - double).abs().max() / double.abs().max()).item()


def serve(models, **facts):
    """Says what is known, then answers every line `NAME BATCH RUNS` with that many [milliseconds, milliseconds of processor
    time] of logits + input gradient."""
    print(json.dumps(facts), flush=True)
    for line in sys.stdin:
        name, n, runs = line.split()
        model, shape = models[name]
        x = torch.rand(int(n), *shape)
        c = torch.randn(model(x).shape)
        times = []
        for _ in range(int(runs)):
            start, work = time.perf_counter(), time.process_time()
            gradient(model, x, c)
            times.append([1000 * (time.perf_counter() - start), 1000 * (time.process_time() - work)])
        print(json.dumps(times), flush=True)
