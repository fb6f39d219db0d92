#!/usr/bin/python3
"""Writes pytorch.json beside it: layers, losses and optimisers as PyTorch computes them, in binary64 from inputs that are binary32.

Debian: apt-get install -y --no-install-recommends python3-torch; then /usr/bin/python3 tests/vectors/pytorch/make.py

Images and weights are written in this repository's layouts: images [N, H, W, C], dense weights [inputs, outputs], convolution weights
[groups, KH·KW·C/groups, O/groups] with a row's terms ordered by kernel row, kernel column and channel, one matrix without groups.
"""
import json
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(20)


def draw(*shape):
    """Random numbers that binary32 holds exactly."""
    return torch.randn(*shape).float().double()


def same(x):
    return x


def image(x):
    return x.permute(0, 2, 3, 1)


def dense(w):
    return w.t()


def kernel(groups):
    def turn(w):
        o, c, kh, kw = w.shape
        turned = w.reshape(groups, o // groups, c, kh, kw).permute(0, 3, 4, 2, 1).reshape(groups, kh * kw * c, o // groups)
        return turned[0] if groups == 1 else turned

    return turn


def written(tensor, turn=same):
    turned = turn(tensor.detach())
    return {"shape": list(turned.shape), "data": [float(f"{value:.9g}") for value in turned.reshape(-1).tolist()]}


def case(name, forward, x, turn=same, parameters=None, target=None, out=None, buffers=None):
    """One function of x and parameters (name: (tensor, turn)), with the gradients of the sum of its output times random weights."""
    parameters = parameters or {}
    leaves = {"x": (x, turn), **parameters}
    integer = not x.is_floating_point()
    for key, (leaf, _) in leaves.items():
        if not (key == "x" and integer):
            leaf.requires_grad_()
    made = {"name": name, "x": written(x, turn), "parameters": {key: written(*leaf) for key, leaf in parameters.items()}}
    for key, buffer in (buffers or {}).items():
        made["parameters"][key] = written(buffer)
    output = forward(x, *[leaf for leaf, _ in parameters.values()])
    weights = draw(*output.shape) if output.dim() else torch.ones(())
    (output * weights).sum().backward()
    out = out or turn
    made["output"], made["weights"] = (written(value.reshape(1) if value.dim() == 0 else value, same if value.dim() == 0 else out) for value in (output, weights))
    made["gradients"] = {key: written(leaf.grad, one) for key, (leaf, one) in leaves.items() if leaf.requires_grad}
    if target is not None:
        made["target"] = written(target)
    made["buffers"] = {key: written(buffer) for key, buffer in (buffers or {}).items()}
    return made


def convolution(name, channels, outputs, k, size=(2, 5, 6), **options):
    groups = options.get("groups", 1)
    n, h, w = size
    return case(
        name, lambda x, weight, bias: F.conv2d(x, weight, bias, **options), draw(n, channels, h, w), image,
        {"l.weight": (draw(outputs, channels // groups, k, k), kernel(groups)), "l.bias": (draw(outputs), same)})


def norm(name, forward, x, width, turn=same, buffers=None):
    return case(name, forward, x, turn, {"l.weight": (draw(width), same), "l.bias": (draw(width), same)}, buffers=buffers)


def batch_norm(name, training):
    mean, variance = draw(3), draw(3).abs() + 0.5
    variance = variance.float().double()
    return norm(name, lambda x, w, b: F.batch_norm(x, mean, variance, w, b, training=training), draw(2, 3, 3, 4), 3, image, {"l.running_mean": mean, "l.running_var": variance})


def attention():
    # Small weights: large scores would make softmax cancel what binary32 holds.
    width, heads, length = 6, 2, 5
    mask = torch.ones(length, length, dtype=torch.bool).triu(1)

    def forward(x, w_in, b_in, w_out, b_out):
        seen = x.transpose(0, 1)
        y, _ = F.multi_head_attention_forward(
            seen, seen, seen, width, heads, w_in, b_in, None, None, False, 0.0, w_out, b_out, need_weights=False, attn_mask=mask)
        return y.transpose(0, 1)

    return case("causal attention", forward, draw(2, length, width), same, {
        "l.c_attn.weight": (draw(3 * width, width) / 4, dense), "l.c_attn.bias": (draw(3 * width), same),
        "l.c_proj.weight": (draw(width, width), dense), "l.c_proj.bias": (draw(width), same)})


def embedding():
    return case("embedding", lambda x, w: F.embedding(x, w), torch.tensor([[1, 4, 1], [0, 6, 1]]), same, {"l.weight": (draw(7, 5), same)})


def cases():
    yield case("linear", F.linear, draw(4, 5), same, {"l.weight": (draw(3, 5), dense), "l.bias": (draw(3), same)})
    yield convolution("conv2d", 3, 4, 3)
    yield convolution("conv2d, stride 2, padding 1", 3, 4, 3, stride=2, padding=1)
    yield convolution("conv2d, dilation 2, padding 2", 2, 3, 3, dilation=2, padding=2)
    yield convolution("conv2d, 2 groups, padding 1", 4, 6, 3, groups=2, padding=1)
    yield convolution("conv2d, depthwise", 4, 4, 3, groups=4)
    yield case("max_pool2d", lambda x: F.max_pool2d(x, 2), draw(2, 3, 4, 6), image)
    yield case("max_pool2d, stride 2, padding 1", lambda x: F.max_pool2d(x, 3, 2, 1), draw(2, 2, 5, 6), image)
    yield case("avg_pool2d", lambda x: F.avg_pool2d(x, 2), draw(2, 3, 4, 6), image)
    yield case("avg_pool2d, stride 2, padding 1", lambda x: F.avg_pool2d(x, 3, 2, 1), draw(2, 2, 5, 6), image)
    yield case("adaptive_avg_pool2d", lambda x: F.adaptive_avg_pool2d(x, 1).flatten(1), draw(2, 3, 4, 5), image, out=same)
    yield batch_norm("batch_norm, training", True)
    yield batch_norm("batch_norm, evaluation", False)
    yield norm("layer_norm", lambda x, w, b: F.layer_norm(x, [7], w, b), draw(2, 3, 7), 7)
    yield case("relu", F.relu, draw(3, 5))
    yield case("gelu", F.gelu, draw(4, 8) * 2)
    yield case("silu", F.silu, draw(4, 8) * 2)
    yield case("tanh", torch.tanh, draw(3, 5))
    yield case("sigmoid", torch.sigmoid, draw(3, 5))
    yield case("softmax", lambda x: F.softmax(x, -1), draw(4, 9) * 2)
    yield attention()
    yield embedding()
    labels = torch.tensor([2, 0, 5, 1])
    yield case("cross_entropy", lambda x: F.cross_entropy(x, labels), draw(4, 6), target=labels)
    target = draw(4, 5)
    yield case("mse_loss", lambda x: F.mse_loss(x, target), draw(4, 5), target=target)
    yield case("l1_loss", lambda x: F.l1_loss(x, target), draw(4, 5), target=target)
    shares = torch.rand(4, 5).float().double()
    yield case("binary_cross_entropy_with_logits", lambda x: F.binary_cross_entropy_with_logits(x, shares), draw(4, 5) * 2, target=shares)


ROWS = torch.randint(256, (5, 7))
LABELS = torch.tensor([0, 2, 1, 1, 2])
STEPS = 8


def optimiser(name, make, clip=None):
    """A linear classifier of rows of bytes, all of them in each step; decay is of the weight alone."""
    weight, bias = draw(3, 7).requires_grad_(), draw(3).requires_grad_()
    start = {"weight": written(weight, dense), "bias": written(bias)}
    moved = make([weight], [bias])
    steps = []
    for _ in range(STEPS):
        moved.zero_grad()
        F.cross_entropy(F.linear(ROWS.double() / 255, weight, bias), LABELS).backward()
        if clip:
            torch.nn.utils.clip_grad_norm_([weight, bias], clip)
        moved.step()
        steps.append({"weight": written(weight, dense), "bias": written(bias)})
    return {"name": name, "start": start, "steps": steps}


def grouped(kind, decay, **options):
    return lambda weights, rest: kind([{"params": weights, "weight_decay": decay}, {"params": rest, "weight_decay": 0.0}], lr=0.05, **options)


def optimisers():
    yield optimiser("sgd", grouped(torch.optim.SGD, 0.0))
    yield optimiser("sgd, clip_grad_norm_", grouped(torch.optim.SGD, 0.0), clip=0.25)
    yield optimiser("momentum", grouped(torch.optim.SGD, 0.1, momentum=0.9))
    yield optimiser("nesterov", grouped(torch.optim.SGD, 0.1, momentum=0.9, nesterov=True))
    yield optimiser("adam", grouped(torch.optim.Adam, 0.1))
    yield optimiser("adamw", grouped(torch.optim.AdamW, 0.1))


vectors = {
    "source": f"PyTorch {torch.__version__} (Debian), tests/vectors/pytorch/make.py",
    "cases": list(cases()),
    "rows": written(ROWS),
    "labels": written(LABELS),
    "optimisers": list(optimisers()),
}
lines = [f'{json.dumps(key)}: ' + ("[\n" + ",\n".join(json.dumps(one, separators=(",", ":")) for one in value) + "\n]" if isinstance(value, list) else json.dumps(value)) for key, value in vectors.items()]
pathlib.Path(__file__).with_name("pytorch.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
