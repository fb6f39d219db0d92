"""Makes the ONNX files beside it with PyTorch 1.13, and what PyTorch computes with them: logits and the losses of SGD steps.

Run: /usr/bin/python3 make.py (Debian's python3-torch and python3-onnx)
"""
import json
import math
import pathlib

import torch
from torch import nn
from torch.nn import functional

HERE = pathlib.Path(__file__).parent
torch.manual_seed(1)
torch.set_num_threads(1)


class Convolutional(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(8)
        self.conv2 = nn.Conv2d(8, 12, 3, padding=2, dilation=2, groups=4)
        self.conv3 = nn.Conv2d(12, 6, (3, 1), stride=(2, 1), padding=(1, 0))
        self.fc = nn.Linear(6 * 3 * 6, 10)

    def forward(self, x):
        x = functional.max_pool2d(functional.relu(self.bn1(self.conv1(x))), 3, stride=2, padding=1)
        x = torch.tanh(self.conv2(x))
        return self.fc(torch.flatten(self.conv3(x) * torch.sigmoid(x.mean((2, 3), keepdim=True)[:, :6]), 1))


class Pooled(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.scale = nn.Parameter(torch.randn(8, 1, 1))
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        x = functional.avg_pool2d(functional.gelu(self.conv(x)) * self.scale, 2)
        return self.fc(functional.adaptive_avg_pool2d(x, 1).flatten(1))


class Block(nn.Module):
    def __init__(self, width, heads, context):
        super().__init__()
        self.heads = heads
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attn, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.fc, self.out = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.register_buffer("mask", torch.tril(torch.ones(context, context)).view(1, 1, context, context))

    def forward(self, x):
        b, t, c = x.size()
        q, k, v = self.attn(self.ln_1(x)).split(c, dim=2)
        q, k, v = (y.view(b, t, self.heads, c // self.heads).transpose(1, 2) for y in (q, k, v))
        scores = q @ k.transpose(-2, -1) / math.sqrt(c // self.heads)
        scores = scores.masked_fill(self.mask[:, :, :t, :t] == 0, float("-inf"))
        x = x + self.proj((torch.softmax(scores, -1) @ v).transpose(1, 2).contiguous().view(b, t, c))
        return x + self.out(functional.gelu(self.fc(self.ln_2(x))))


class Transformer(nn.Module):
    def __init__(self, vocabulary=23, width=16, heads=2, context=8, depth=2):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(vocabulary, width), nn.Embedding(context, width)
        self.blocks = nn.ModuleList(Block(width, heads, context) for _ in range(depth))
        self.ln_f = nn.LayerNorm(width)
        self.head = nn.Linear(width, vocabulary, bias=False)
        self.head.weight = self.wte.weight

    def forward(self, tokens):
        x = self.wte(tokens) + self.wpe(torch.arange(tokens.size(1)))
        for block in self.blocks:
            x = block(x)
        return self.head(self.ln_f(x))


class Various(nn.Module):
    """Operators and layouts that the other models leave out."""

    def __init__(self):
        super().__init__()
        self.conv, self.bn, self.fc = nn.Conv2d(3, 4, 3, padding=1), nn.BatchNorm1d(4), nn.Linear(8, 10)
        self.pos, self.cls = nn.Parameter(torch.randn(36, 4)), nn.Parameter(torch.randn(1, 1, 4))
        self.register_buffer("mask", torch.full((37, 37), float("-inf")).triu(1))

    def forward(self, x):
        x = self.conv(x)
        x = torch.cat([x.softmax(1), functional.log_softmax(x, 3)], 1)
        x = (x - x.mean(1, keepdim=True)) / ((x ** 2).sum(1, keepdim=True).sqrt() + 1)
        x = 1 - x[:, 2:6]
        x = torch.log(torch.exp(-x / 3) + 2 / (x ** 3 + 9))
        x = x.flatten(2).transpose(1, 2) + self.pos
        x = torch.cat([self.cls.expand(x.shape[0], -1, -1), x], 1)
        x = torch.softmax(x @ x.transpose(1, 2) + self.mask, -1) @ x
        first, last = x[:, 2], x[:, -1]
        return self.fc(torch.cat([self.bn(last), (first * x.mean(2)[:, :1]).unsqueeze(1).squeeze(1)], 1))


class Ceiled(nn.Module):
    """Poolings whose last windows are cut short."""

    def __init__(self):
        super().__init__()
        self.conv, self.fc = nn.Conv2d(3, 6, 3, padding=1), nn.Linear(6 * 2 * 2, 10)

    def forward(self, x):
        x = functional.max_pool2d(torch.relu(self.conv(x)), 3, stride=2, padding=1, ceil_mode=True)
        x = functional.max_pool2d(x, 2, stride=2, dilation=(2, 1), ceil_mode=True)
        return self.fc(functional.avg_pool2d(x, 2, stride=1, ceil_mode=True).flatten(1))


class Line(nn.Module):
    """Convolutions, poolings and batch norm in one dimension."""

    def __init__(self):
        super().__init__()
        self.conv1, self.bn = nn.Conv1d(5, 8, 3, padding=1), nn.BatchNorm1d(8)
        self.conv2, self.fc = nn.Conv1d(8, 12, 3, padding=2, dilation=2, groups=4, stride=2), nn.Linear(12, 10)

    def forward(self, x):
        x = functional.max_pool1d(torch.relu(self.bn(self.conv1(x))), 3, stride=2, ceil_mode=True)
        x = functional.avg_pool1d(torch.tanh(self.conv2(x)), 2)
        return self.fc(functional.adaptive_avg_pool1d(x, 1).flatten(1))


class Activated(nn.Module):
    """Activations that are made of others, on images and on rows."""

    def __init__(self):
        super().__init__()
        self.conv, self.prelu, self.fc = nn.Conv2d(2, 16, 3), nn.PReLU(16), nn.Linear(16, 16)
        self.out, self.slope = nn.Linear(16, 10), nn.PReLU()

    def forward(self, x):
        x = self.prelu(3 * self.conv(x))
        parts = x.split(2, 1)
        functions = [
            functional.leaky_relu, functional.elu, functional.selu, functional.softplus, functional.hardsigmoid, functional.hardswish,
            lambda x: functional.relu6(x) + functional.hardtanh(1e9 * x, -3.0, 4.0) / 8, lambda x: functional.hardtanh(x, -0.7, 0.3)]
        x = torch.cat([f(part) for f, part in zip(functions, parts)], 1).mean((2, 3))
        return self.out(functional.mish(self.slope(self.fc(x))))


def images(count, *shape):
    rows = torch.randint(0, 256, (count, *shape), dtype=torch.uint8)
    return rows, rows.float() / 255, torch.randint(0, 10, (count,))


def flattened(raw, inputs, targets):
    return raw, inputs.flatten(1), targets


def tokens(count):
    text = torch.randint(0, 23, (count, 9))
    return text, text[:, :-1], text[:, 1:]


def make(name, model, data, rate, opset, momentum=0.9):
    raw, inputs, targets = data
    model.train()
    torch.onnx.export(
        model, (inputs,), HERE / f"{name}.onnx", opset_version=opset, training=torch.onnx.TrainingMode.TRAINING, do_constant_folding=False,
        input_names=["input"], output_names=["logits"], dynamic_axes={"input": {0: "batch"}, "logits": {0: "batch"}})
    model.eval()
    with torch.no_grad():
        logits = model(inputs)
    model.train()
    optimiser = torch.optim.SGD(model.parameters(), lr=rate, momentum=momentum)
    losses = []
    for _ in range(6):
        optimiser.zero_grad()
        out = model(inputs)
        loss = functional.cross_entropy(out.reshape(-1, out.shape[-1]), targets.reshape(-1))
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    model.eval()
    with torch.no_grad():
        trained = model(inputs)
    vector = {
        "rate": rate,
        "momentum": momentum,
        "inputShape": list(raw.shape),
        "input": raw.flatten().tolist(),
        "targets": targets.flatten().tolist(),
        "logits": [float(f"{x:.7g}") for x in logits.flatten().tolist()],
        "losses": losses,
        "trainedLogits": [float(f"{x:.7g}") for x in trained.flatten().tolist()],
    }
    (HERE / f"{name}.json").write_text(json.dumps(vector) + "\n")


make("mlp", nn.Sequential(nn.Flatten(), nn.Linear(3 * 4 * 5, 20), nn.ReLU(), nn.Linear(20, 10)), images(8, 3, 4, 5), 0.1, 13)
make("cnn", Convolutional(), images(8, 3, 12, 12), 0.02, 15)
make("pooled", Pooled(), images(8, 3, 8, 8), 0.1, 17)
make("transformer", Transformer(), tokens(6), 0.02, 16)
make("transformer17", Transformer(depth=1), tokens(6), 0.02, 17)
make("various", Various(), images(8, 3, 6, 6), 0.05, 14)
make("ceiled", Ceiled(), images(8, 3, 10, 8), 0.1, 13)
make("line", Line(), images(8, 5, 24), 0.05, 16)
make("activated", Activated(), images(8, 2, 5, 4), 0.05, 14)
make("colours", nn.Sequential(nn.Linear(3 * 4 * 5, 20), nn.ReLU(), nn.Linear(20, 10)), flattened(*images(8, 3, 4, 5)), 0.1, 13)
