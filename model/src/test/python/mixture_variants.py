"""Golden values of the variants of a mixture block, in plain PyTorch, expert by expert.

It shares no code with the project: it is written from the formulas of docs/models.md. Run it as

    python3 mixture_variants.py ../resources/golden/mixture_variants.safetensors

Each variant has its weights and results under its name. The mask is ragged, every record has
another presence pattern, and nothing is zero that could hide a mistake.
"""

import json
import struct
import sys

import torch
import torch.nn.functional as F

TASKS = ("sentiment", "emotion")
RECORDS, FRAMES, WIDTH, RANK, SHARED = 4, 7, 16, 3, 4

# name: (own expert, activation, what the softmax runs over, shared experts, rank, top k)
VARIANTS = {
    "mmolre": (True, "gelu", "shared", SHARED, RANK, 0),
    "linear": (True, "none", "shared", SHARED, RANK, 0),
    "hard_sharing": (False, "gelu", "nothing", 1, RANK, 0),
    "mmoe": (False, "gelu", "shared", SHARED, RANK, 0),
    "cgc": (True, "gelu", "shared and own", SHARED, WIDTH, 0),
    "own_only": (True, "gelu", "nothing", 0, RANK, 0),
    "unfactored": (True, "gelu", "shared", SHARED, WIDTH, 0),
    "soft": (True, "gelu", "all", SHARED, RANK, 0),
    "top_k": (True, "none", "shared", SHARED, RANK, 2),
}


def normal(generator, *shape, scale):
    return torch.randn(*shape, generator=generator) * scale


def expert_weights(g, rank):
    return {
        "conv1.weight": normal(g, rank, WIDTH, 3, scale=0.2),
        "conv1.bias": normal(g, rank, scale=0.3),
        "conv2.weight": normal(g, WIDTH, rank, 1, scale=0.3),
        "conv2.bias": normal(g, WIDTH, scale=0.2),
    }


def expert(x, mask, w, activation):
    channels_first = (x * mask[:, :, None]).permute(0, 2, 1)
    narrow = F.conv1d(channels_first, w["conv1.weight"], w["conv1.bias"], padding=1)
    if activation == "gelu":
        narrow = F.gelu(narrow)
    return F.conv1d(narrow, w["conv2.weight"], w["conv2.bias"]).permute(0, 2, 1)


def variant(g, x, mask, presence, own, activation, over, shared, rank, k):
    out = {}
    shared_experts = [expert_weights(g, rank) for _ in range(shared)]
    own_experts = {t: expert_weights(g, rank) for t in TASKS} if own else {}
    for n, w in enumerate(shared_experts):
        out.update({f"shared.{n}.{key}": value for key, value in w.items()})
    for t, w in own_experts.items():
        out.update({f"own.{t}.{key}": value for key, value in w.items()})
    weighed_count = shared + {"shared and own": 1, "all": len(TASKS)}.get(over, 0)
    free_factor = own and over == "shared"
    for task in TASKS:
        y = 0
        gate = torch.ones(RECORDS, 1)
        pi = torch.full((RECORDS,), float(own))
        if over != "nothing":
            logits, scale = gate_outputs(g, out, task, x, mask, presence,
                                         weighed_count + free_factor, shared if k else 0)
            if k:
                out[f"{task}.out.logits"], out[f"{task}.out.scale"] = logits[:, :shared], scale
            among = logits[:, :weighed_count].clone()
            if k:
                for record in among:
                    record[record.argsort()[: shared - k]] = float("-inf")
            gate = among.softmax(1)
            pi = logits[:, -1] if free_factor else torch.zeros(RECORDS)
        if shared:
            weighed = list(shared_experts)
            if over == "shared and own":
                weighed.append(own_experts[task])
                pi = gate[:, shared]
            if over == "all":
                weighed += [own_experts[t] for t in TASKS]
                pi = gate[:, shared + TASKS.index(task)]
            total = sum(gate[:, n, None, None] * expert(x, mask, w, activation)
                        for n, w in enumerate(weighed))
            norm = {"weight": 1 + normal(g, WIDTH, scale=0.2), "bias": normal(g, WIDTH, scale=0.1)}
            out.update({f"{task}.norm.{key}": value for key, value in norm.items()})
            y = F.layer_norm(total, (WIDTH,), norm["weight"], norm["bias"], 1e-5)
        if free_factor:
            y = y + pi[:, None, None] * expert(x, mask, own_experts[task], activation)
        if not shared:
            y = expert(x, mask, own_experts[task], activation)
        proj = {"weight": normal(g, WIDTH, WIDTH, scale=0.2), "bias": normal(g, WIDTH, scale=0.1)}
        out.update({f"{task}.proj.{key}": value for key, value in proj.items()})
        step = F.linear(F.gelu(F.layer_norm(y, (WIDTH,))), proj["weight"], proj["bias"])
        out[f"{task}.out.z"] = (x + step) * mask[:, :, None]
        out[f"{task}.out.gate"], out[f"{task}.out.pi"] = gate, pi
    return out


def gate_outputs(g, out, task, x, mask, presence, outputs, noise):
    """Logits of the gate and, for noisy top-k, the scale of the noise."""
    small = WIDTH // 4
    p = {
        "hidden.weight": normal(g, small, WIDTH, scale=0.4),
        "hidden.bias": normal(g, small, scale=0.2),
        "presence.weight": normal(g, 8, small, scale=0.8),
        "out.weight": normal(g, outputs, small, scale=0.8),
        "out.bias": normal(g, outputs, scale=0.3),
    }
    if noise:
        p["noise.weight"] = normal(g, noise, small, scale=0.8)
        p["noise.bias"] = normal(g, noise, scale=0.3)
    out.update({f"{task}.gate.{key}": value for key, value in p.items()})
    mean = (x * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
    hidden = F.linear(mean, p["hidden.weight"], p["hidden.bias"]) + p["presence.weight"][presence]
    hidden = F.gelu(hidden)
    scale = F.linear(hidden, p["noise.weight"], p["noise.bias"]) if noise else None
    return F.linear(hidden, p["out.weight"], p["out.bias"]), scale


def save(values, target):
    """Writes the safetensors format: length of the header, header as JSON, little-endian values."""
    header, blobs, at = {}, [], 0
    for key, value in sorted(values.items()):
        blob = value.contiguous().numpy().tobytes()
        kind = {torch.float32: "F32", torch.int64: "I64"}[value.dtype]
        header[key] = {"dtype": kind, "shape": list(value.shape), "data_offsets": [at, at + len(blob)]}
        blobs.append(blob)
        at += len(blob)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(target, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def main(target):
    g = torch.Generator().manual_seed(11)
    mask = torch.ones(RECORDS, FRAMES)
    mask[1, 5:] = 0
    mask[2, 2:] = 0
    mask[3, 1:] = 0
    x = normal(g, RECORDS, FRAMES, WIDTH, scale=1.0) * mask[:, :, None]
    presence = torch.tensor([7, 3, 5, 1])
    all_values = {"x": x, "mask": mask, "presence": presence}
    for name, how in VARIANTS.items():
        values = variant(g, x, mask, presence, *how)
        all_values.update({f"{name}.{key}": value for key, value in values.items()})
    save(all_values, target)


main(sys.argv[1])
