"""The contenders of `bench ladder` in Python: the exported model in eager torch, one thread.

    ladder.py check EXPORT                  scores against those of the JVM
    ladder.py loop EXPORT SETTINGS.json     the model alone, as fast as it can
    ladder.py serve EXPORT SETTINGS.json    a service with dynamic batching on a socket
"""
import asyncio
import concurrent.futures
import csv
import json
import os
import resource
import struct
import sys
import time

import torch
import torch.nn.functional as F

MODALITIES = ["IMAGE", "TEXT", "AUDIO"]  # bit i of a presence mask
ORDER = ["TEXT", "IMAGE", "AUDIO"]  # on the token axis
TOLERANCE = 1e-4


def read_safetensors(path):
    with open(path, "rb") as file:
        data = bytearray(file.read())
    (size,) = struct.unpack_from("<Q", data)
    header = json.loads(bytes(data[8 : 8 + size]))
    types = {"F32": torch.float32, "I64": torch.int64}
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            dtype = types[entry["dtype"]]
            count = (end - begin) // torch.empty(0, dtype=dtype).element_size()
            flat = torch.frombuffer(data, dtype=dtype, offset=8 + size + begin, count=count)
            tensors[name] = flat.reshape(entry["shape"])
    return tensors


class Model:
    """Shapes: n records, s tokens, h = 384."""

    HEADS = 12
    LAYERS = 6

    def __init__(self, export):
        self.w = read_safetensors(os.path.join(export, "weights.safetensors"))
        with open(os.path.join(export, "model.json")) as file:
            self.config = json.load(file)

    def linear(self, x, name):
        return F.linear(x, self.w[name + ".weight"], self.w[name + ".bias"])

    def norm(self, x, name, eps):
        return F.layer_norm(x, x.shape[-1:], self.w[name + ".weight"], self.w[name + ".bias"], eps)

    def to_tokens(self, stem, x):
        x = self.norm(self.linear(x, stem + "projection"), stem + "norm", 1e-5)
        return x + self.w[stem + "position"][: x.shape[1]] + self.w[stem + "modality"]

    def text(self, texts):
        lengths = [t.numel() for t in texts]
        ids = torch.nn.utils.rnn.pad_sequence([t.long() for t in texts], batch_first=True)
        e = "minilm.embeddings."
        x = (
            F.embedding(ids, self.w[e + "word_embeddings.weight"])
            + self.w[e + "position_embeddings.weight"][: ids.shape[1]]
            + self.w[e + "token_type_embeddings.weight"][0]
        )
        return self.norm(x, e + "LayerNorm", 1e-12), lengths

    def convolve(self, x, name, stride):
        y = F.conv2d(x, self.w[name + ".weight"], self.w[name + ".bias"], stride, 1)
        groups = y.shape[1] // self.config["imageGroup"]
        return F.gelu(
            F.group_norm(y, groups, self.w[name + ".norm.weight"], self.w[name + ".norm.bias"], 1e-5)
        )

    def image(self, images):
        x = torch.stack(images)
        for stage, blocks in enumerate(self.config["imageBlocks"]):
            x = self.convolve(x, f"stems.image.stage.{stage}.down", 2)
            for block in range(blocks):
                x = x + self.convolve(x, f"stems.image.stage.{stage}.block.{block}", 1)
        grid = self.config["imageGrid"]
        x = F.adaptive_avg_pool2d(x, (grid, grid)).flatten(2).transpose(1, 2)
        return self.to_tokens("stems.image.", x), [grid * grid] * len(images)

    def audio(self, clips):
        lengths = [c.shape[0] for c in clips]
        x = torch.nn.utils.rnn.pad_sequence(clips, batch_first=True)
        x = x * self.w["stems.audio.input.scale"] + self.w["stems.audio.input.shift"]
        for layer in range(self.config["audioLayers"]):
            name = f"stems.audio.layer.{layer}"
            x = x * up_to(lengths, x.shape[1]).unsqueeze(2)
            kernel = self.w[name + ".weight"]
            y = F.conv1d(
                x.transpose(1, 2), kernel, self.w[name + ".bias"], 2, kernel.shape[2] // 2
            )
            x = F.gelu(self.norm(y.transpose(1, 2), name + ".norm", 1e-5))
            lengths = [(n + 1) // 2 for n in lengths]
        return self.to_tokens("stems.audio.", x), lengths

    def embed(self, batch):
        stems = {"TEXT": self.text, "IMAGE": self.image, "AUDIO": self.audio}
        tokens, masks, spans, start = [], [], {}, 0
        for m in ORDER:
            rows = [i for i, record in enumerate(batch) if m in record]
            if not rows:
                continue
            own, lengths = stems[m]([batch[i][m] for i in rows])
            all_tokens = own.new_zeros(len(batch), own.shape[1], own.shape[2])
            all_tokens[rows] = own
            all_lengths = [0] * len(batch)
            for row, length in zip(rows, lengths):
                all_lengths[row] = length
            tokens.append(all_tokens)
            masks.append(up_to(all_lengths, own.shape[1]))
            spans[m] = (start, start + own.shape[1])
            start += own.shape[1]
        mask = torch.cat(masks, 1)
        return torch.cat(tokens, 1) * mask.unsqueeze(2), mask, spans

    def block(self, x, bias, layer):
        p = f"minilm.encoder.layer.{layer}."
        n, s, h = x.shape
        d = h // self.HEADS

        def heads(name):
            y = self.linear(x, p + "attention.self." + name)
            return y.view(n, s, self.HEADS, d).transpose(1, 2)

        q, k, v = heads("query"), heads("key"), heads("value")
        weights = torch.softmax(q * d**-0.5 @ k.transpose(2, 3) + bias, -1)
        mixed = (weights @ v).transpose(1, 2).reshape(n, s, h)
        y = self.norm(
            self.linear(mixed, p + "attention.output.dense") + x,
            p + "attention.output.LayerNorm",
            1e-12,
        )
        wide = F.gelu(self.linear(y, p + "intermediate.dense"))
        return self.norm(self.linear(wide, p + "output.dense") + y, p + "output.LayerNorm", 1e-12)

    def delta(self, x, presence, layer):
        p = f"adapter.blocks.{layer}.mora."
        down = F.linear(x, self.w[p + "down.weight"])
        total = 0
        for i, m in enumerate(MODALITIES):
            up = F.linear(down, self.w[p + f"up.{m.lower()}.weight"])
            total = total + up * presence[:, i].view(-1, 1, 1)
        return total * self.config["scale"]

    @torch.inference_mode()
    def score(self, batch):
        """Scores records, each a dict of modality to features, in one pass whatever is absent."""
        x, mask, spans = self.embed(batch)
        presence = torch.tensor([[float(m in r) for m in MODALITIES] for r in batch])
        bias = (-1e9 * (1 - mask)).view(len(batch), 1, 1, -1)
        for layer in range(self.LAYERS):
            y = self.block(x, bias, layer)
            x = y + self.delta(x, presence, layer) if layer in self.config["blocks"] else y
        vectors = []
        for m in self.config["modalities"]:
            there = presence[:, MODALITIES.index(m)].unsqueeze(1)
            vector = (1 - there) * self.w[f"adapter.missing.{m.lower()}"]
            if m in spans:
                begin, end = spans[m]
                own = mask[:, begin:end]
                count = own.sum(1, keepdim=True).clamp(min=1)
                vector = vector + there * (x[:, begin:end] * own.unsqueeze(2)).sum(1) / count
            vectors.append(vector)
        pooled = torch.tanh(self.linear(torch.cat(vectors, 1), "adapter.pooler.dense"))
        head = f"adapter.head.{self.config['task']}."
        wide = self.norm(self.linear(pooled, head + "0"), head + "1.norm", 1e-5)
        return torch.sigmoid(self.linear(F.gelu(wide), head + "3")).tolist()


def up_to(lengths, width):
    """(n, width): 1 before the length of each row, 0 from it on."""
    return (torch.arange(width).unsqueeze(0) < torch.tensor(lengths).unsqueeze(1)).float()


class Features:
    """The features of the recorded payloads; the same number gives the same record as in the JVM."""

    def __init__(self, export):
        tensors = read_safetensors(os.path.join(export, "features.safetensors"))
        self.of = {m: [] for m in MODALITIES}
        for m in MODALITIES:
            i = 0
            while f"{m}.{i}" in tensors:
                self.of[m].append(tensors[f"{m}.{i}"])
                i += 1

    def get(self, number, modality):
        own = self.of[modality]
        return own[number % len(own)]


def arrivals(path):
    """Modalities by number of the observation."""
    records = {}
    with open(path) as file:
        for row in csv.DictReader(file):
            records.setdefault(int(row["number"]), []).append(row["modality"])
    return records


def check(export):
    model, features = Model(export), Features(export)
    with open(os.path.join(export, "expected.json")) as file:
        expected = json.load(file)
    batch = [
        {m: features.get(int(n), m) for m in MODALITIES if e["presence"] >> MODALITIES.index(m) & 1}
        for n, e in expected.items()
    ]
    worst = max(
        abs(a - b)
        for own, e in zip(model.score(batch), expected.values())
        for a, b in zip(own, e["scores"])
    )
    if not worst <= TOLERANCE:
        sys.exit(f"scores differ by {worst} from those of the JVM")
    print(f"equal {worst:.1e} torch {torch.__version__}")


def loop(export, settings):
    model, features = Model(export), Features(export)
    wanted = int(settings["app"]["observations"])
    records = [
        {m: features.get(n, m) for m in present}
        for n, present in list(arrivals(settings["app"]["arrivals"]).items())[:wanted]
    ]

    def score(part, batch):
        millis = []
        for i in range(0, len(part), batch):
            start = time.perf_counter()
            model.score(part[i : i + batch])
            millis.append((time.perf_counter() - start) * 1000)
        return sorted(millis)

    for batch in [b for b in (1, 2, 4, 8, 16, 32) if b <= settings["batch"]]:
        warm = len(records) // 5 // batch * batch
        score(records[:warm], batch)
        start = time.perf_counter()
        millis = score(records[warm:], batch)
        seconds = time.perf_counter() - start
        p99 = millis[max(0, -(-len(millis) * 99 // 100) - 1)]
        print(f"rate {batch} {(len(records) - warm) / seconds:.3f} {p99:.3f}", flush=True)
    before = time.process_time()
    score(records, settings["batch"])
    per_record = (time.process_time() - before) / len(records)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
    print(f"usage {per_record:.6f} {peak}", flush=True)


class Service:
    """Joins samples in a dict, waits for a deadline on the wall clock, scores in batches."""

    MAX_DELAY = 0.002

    def __init__(self, export, settings):
        self.model, self.features = Model(export), Features(export)
        self.batch = settings["batch"]
        self.patience = (settings["windowMs"] + settings["graceMs"]) / 1000
        self.open, self.timers = {}, {}
        self.ready = asyncio.Queue()
        # the model releases the interpreter's lock while it computes, so that the loop goes on
        self.pool = concurrent.futures.ThreadPoolExecutor(1)
        self.model.score([{m: self.features.get(0, m) for m in MODALITIES}])

    async def connected(self, reader, writer):
        while True:
            line = await reader.readline()
            if not line:
                return
            self.sample(json.loads(line), writer)

    def sample(self, sample, writer):
        subject = sample["subject"]
        record = self.open.get(subject)
        if record is None:
            record = self.open[subject] = {}
            left = sample["event"] / 1000 + self.patience - time.time()
            loop = asyncio.get_running_loop()
            self.timers[subject] = loop.call_later(max(0, left), self.close, subject, writer)
        record[sample["modality"]] = self.features.get(sample["number"], sample["modality"])
        if len(record) == len(MODALITIES):
            self.close(subject, writer)

    def close(self, subject, writer):
        self.timers.pop(subject).cancel()
        self.ready.put_nowait((subject, self.open.pop(subject), writer))

    async def score(self):
        loop = asyncio.get_running_loop()
        while True:
            batch = [await self.ready.get()]
            end = loop.time() + self.MAX_DELAY
            while len(batch) < self.batch:
                try:
                    left = max(0, end - loop.time())
                    batch.append(await asyncio.wait_for(self.ready.get(), left))
                except asyncio.TimeoutError:
                    break
            scores = await loop.run_in_executor(
                self.pool, self.model.score, [record for _, record, _ in batch]
            )
            for (subject, record, writer), own in zip(batch, scores):
                presence = sum(1 << MODALITIES.index(m) for m in record)
                answer = {"subject": subject, "presence": presence, "scores": own}
                writer.write((json.dumps(answer) + "\n").encode())


async def serve(export, settings, folder):
    service = Service(export, settings)
    server = await asyncio.start_server(service.connected, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    # renamed, so that no half-written port is read
    with open(os.path.join(folder, "port.new"), "w") as file:
        file.write(str(port))
    os.replace(os.path.join(folder, "port.new"), os.path.join(folder, "port"))
    print("ready", flush=True)
    await service.score()


def main():
    torch.set_num_threads(1)
    mode, export = sys.argv[1:3]
    if mode == "check":
        check(export)
        return
    with open(sys.argv[3]) as file:
        settings = json.load(file)
    if mode == "loop":
        loop(export, settings)
    else:
        asyncio.run(serve(export, settings, os.path.dirname(sys.argv[3])))


if __name__ == "__main__":
    main()
