"""Makes the golden values beside this file: baselines on frozen blocks, by PyTorch's own transformer layer.

LoRA is merged into the weights (W + alpha / r * B A), which the code under test never does. Needs torch and numpy:
    python3 make_baselines.py ../../../../../../model/src/test/resources/golden/vilt_tiny OUT_DIR
"""
import json
import struct
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn

SEED, RECORDS, PLACES, LENGTH = 11, 4, 7, 2
BLOCK = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
         "attention.output.LayerNorm", "intermediate.dense", "output.dense", "output.LayerNorm")


def read(file):
    """Tensors of a safetensors file of float32."""
    raw = file.read_bytes()
    size = struct.unpack("<Q", raw[:8])[0]
    tensors = {}
    for name, entry in json.loads(raw[8:8 + size]).items():
        if name != "__metadata__":
            start, end = (8 + size + at for at in entry["data_offsets"])
            tensors[name] = torch.from_numpy(np.frombuffer(raw[start:end], "<f4").copy()).view(entry["shape"])
    return tensors


def write(file, tensors):
    head, data = {}, b""
    for name, tensor in tensors.items():
        bytes_ = tensor.detach().contiguous().numpy().astype("<f4").tobytes()
        head[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(bytes_)]}
        data += bytes_
    text = json.dumps(head).encode()
    text += b" " * (-len(text) % 8)
    file.write_bytes(struct.pack("<Q", len(text)) + text + data)


def made(number, count):
    """Numbers in [-1, 1) that the test makes as well: tensor and place, mixed in 32 bits."""
    x = (np.arange(1, count + 1, dtype=np.uint64) * 0x9E3779B1 + number * 0x85EBCA6B) & 0xFFFFFFFF
    for shift, factor in ((15, 0x2C1B3C6D), (12, 0x297A2D39)):
        x = ((x ^ (x >> np.uint64(shift))) * np.uint64(factor)) & np.uint64(0xFFFFFFFF)
    x ^= x >> np.uint64(15)
    return x.astype(np.float64) / 2 ** 31 - 1


def minilm(layer):
    """Weights of one block of width 384 by the formula, under the checkpoint's names."""
    tensors = {}
    for j, name in enumerate(BLOCK):
        out, inner = {"intermediate.dense": (1536, 384), "output.dense": (384, 1536)}.get(name, (384, 384))
        norm = name.endswith("LayerNorm")
        weight = 1 + 0.1 * made(layer * 16 + 2 * j, 384) if norm else \
            made(layer * 16 + 2 * j, out * inner).reshape(out, inner) * np.sqrt(3 / inner)
        tensors[name + ".weight"] = torch.from_numpy(weight.astype(np.float32))
        tensors[name + ".bias"] = torch.from_numpy((0.1 * made(layer * 16 + 2 * j + 1, out)).astype(np.float32))
    return tensors


def vilt(weights, layer):
    """The same names for a block of a ViLT."""
    own = {k[len(f"vilt.encoder.layer.{layer}."):]: v for k, v in weights.items()
           if k.startswith(f"vilt.encoder.layer.{layer}.")}
    names = {"attention.self": "attention.attention", "attention.output.LayerNorm": "layernorm_before",
             "output.LayerNorm": "layernorm_after"}
    tensors = {}
    for name in BLOCK:
        theirs = name.replace("attention.self", names["attention.self"])
        theirs = names.get(theirs, theirs)
        for kind in (".weight", ".bias"):
            tensors[name + kind] = own[theirs + kind]
    return tensors


class Frozen:
    """Blocks as PyTorch's TransformerEncoderLayer, and what follows the last one."""

    def __init__(self, blocks, heads, norm_first, last):
        self.blocks, self.heads, self.norm_first, self.last = blocks, heads, norm_first, last
        self.h = blocks[0]["attention.output.dense.weight"].shape[0]

    def layer(self, block, change):
        w = dict(self.blocks[block])
        for name, delta in change.items():
            w[f"attention.self.{name}.weight"] = w[f"attention.self.{name}.weight"] + delta
        wide = w["intermediate.dense.weight"].shape[0]
        layer = nn.TransformerEncoderLayer(self.h, self.heads, wide, dropout=0.0, activation="gelu",
                                           layer_norm_eps=1e-12, batch_first=True, norm_first=self.norm_first)
        qkv = [f"attention.self.{n}" for n in ("query", "key", "value")]
        state = {"self_attn.in_proj_weight": torch.cat([w[n + ".weight"] for n in qkv]),
                 "self_attn.in_proj_bias": torch.cat([w[n + ".bias"] for n in qkv])}
        for theirs, name in (("self_attn.out_proj", BLOCK[3]), ("norm1", BLOCK[4]), ("linear1", BLOCK[5]),
                             ("linear2", BLOCK[6]), ("norm2", BLOCK[7])):
            state |= {theirs + ".weight": w[name + ".weight"], theirs + ".bias": w[name + ".bias"]}
        layer.load_state_dict(state)
        return layer

    def run(self, x, mask, changes=lambda block: {}, before=lambda block, x, mask: (x, mask), beside=lambda block, x: 0):
        for block in range(len(self.blocks)):
            x, mask = before(block, x, mask)
            x = self.layer(block, changes(block))(x, src_key_padding_mask=mask == 0) + beside(block, x)
        return self.last(x)


def cases(frozen, lora_blocks, prompt_blocks, alpha, r):
    """Expected states of each baseline, for one complete record and three with gaps."""
    g = torch.Generator().manual_seed(SEED)
    h = frozen.h
    normal = lambda *shape: torch.randn(*shape, generator=g)
    present = torch.tensor([[1., 1, 1], [1, 0, 0], [0, 1, 1], [1, 1, 0]])  # image, text, audio
    mask = torch.ones(RECORDS, PLACES)                                   # text 0:3, image 3:5, audio 5:7
    for column, (start, end) in enumerate(((3, 5), (0, 3), (5, 7))):
        mask[:, start:end] *= present[:, column:column + 1]
    mask[2, 2] = 0                                                       # a shorter text
    x = normal(RECORDS, PLACES, h) * mask[..., None]
    out = {"x0": x, "mask": mask, "presence": present, "plain.states": frozen.run(x, mask)}

    delta = {}
    for block in lora_blocks:
        for name in ("query", "value"):
            a, b = normal(r, h) / h ** 0.5, normal(h, r) * 0.3
            out |= {f"qv.blocks.{block}.{name}.lora_A.weight": a, f"qv.blocks.{block}.{name}.lora_B.weight": b}
            delta.setdefault(block, {})[name] = alpha / r * b @ a
    out["qv.states"] = frozen.run(x, mask, changes=lambda block: delta.get(block, {}))

    down, up = normal(r, h) / h ** 0.5, normal(h, r) * 0.3
    out |= {"single.blocks.1.lora.down.weight": down, "single.blocks.1.lora.up.weight": up}
    out["single.states"] = frozen.run(x, mask, beside=lambda block, z: alpha / r * z @ (up @ down).T if block == 1 else 0)

    prompts = [normal(7, LENGTH * h) for _ in range(prompt_blocks)]
    out |= {f"map.prompts.{block}.weight": p for block, p in enumerate(prompts)}
    row = (present @ torch.tensor([1., 2, 4])).long() - 1                # patterns by rising bits

    def before(block, z, m):
        if block >= prompt_blocks:
            return z, m
        own = torch.stack([prompts[block][i].view(LENGTH, h) for i in row])
        return torch.cat([own, z], 1), torch.cat([torch.ones(RECORDS, LENGTH), m], 1)

    out["map.states"] = frozen.run(x, mask, before=before)[:, prompt_blocks * LENGTH:]
    return {k: v * mask[..., None] if k.endswith("states") else v for k, v in out.items()}


if __name__ == "__main__":
    torch.set_num_threads(1)
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    weights, config = read(source / "model.safetensors"), json.loads((source / "config.json").read_text())
    last = lambda z: nn.functional.layer_norm(z, z.shape[-1:], weights["vilt.layernorm.weight"],
                                              weights["vilt.layernorm.bias"], 1e-12)
    tiny = Frozen([vilt(weights, i) for i in range(config["num_hidden_layers"])], config["num_attention_heads"], True, last)
    post = Frozen([minilm(i) for i in range(6)], 12, False, lambda z: z)
    with torch.no_grad():
        write(target / "vilt.safetensors", cases(tiny, (0, 1, 2), 2, alpha=6, r=3))
        write(target / "minilm.safetensors", cases(post, (1, 4), 2, alpha=4, r=2))
