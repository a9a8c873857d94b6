"""Makes the files in src/test/resources/convert: small pickles and HDF5 files in the layouts of
MMSA and of the CMU multimodal SDK, with made-up values, and what a converter must read from them.

Run from adapters-trainer with numpy 1 and h5py: python3 src/test/python/make_convert_fixtures.py
"""

import gzip
import json
import os
import pickle
import zlib

import h5py
import numpy as np

OUT = "src/test/resources/convert"
T = 4


class NumpyTwo(pickle._Pickler):
    """Names the modules as numpy 2 does."""

    def save_global(self, obj, name=None):
        module = getattr(obj, "__module__", None) or ""
        if not module.startswith("numpy.core."):
            return super().save_global(obj, name)
        self.save("numpy._core." + module[len("numpy.core."):])
        self.save(obj.__name__)
        self.write(pickle.STACK_GLOBAL)
        self.memoize(obj)

    dispatch = dict(pickle._Pickler.dispatch)
    dispatch[type(len)] = save_global
    dispatch[type(lambda: 0)] = save_global


def mean(rows):
    return np.mean(np.asarray(rows, np.float64), axis=0).astype(np.float32).tolist()


def split(name, videos, each, random, expected):
    """Columns as numpy arrays; every oddity that real files have occurs once."""
    n = videos * each
    label = np.round(random.uniform(-3, 3, n), 2)
    text = (label[:, None, None] + random.normal(0, 0.3, (n, T, 3))).astype("f4")
    audio = (label[:, None, None] + random.normal(0, 1, (n, T, 2))).astype("f4")
    vision = label[:, None, None] + random.normal(0, 1, (n, T, 3))
    bert = np.zeros((n, 3, T), "i8")
    lengths = random.integers(1, T + 1, (n, 3))
    left = 1
    if name == "train":
        label[0] = 3.33
        lengths[:, 1] = np.maximum(lengths[:, 1], 2)
        lengths[left, 1] = 3
    ids = []
    for i in range(n):
        ids.append("%s-%d$_$%d" % (name, i // each, i % each))
        t, a, v = lengths[i]
        text[i, t:], vision[i, v:] = 0, 0
        bert[i, 0, :t], bert[i, 1, :t] = 100 + i, 1
        if name == "train" and i == left:
            audio[i, : T - a] = 0
        else:
            audio[i, a:] = 0
    if name == "train":
        audio[0, 0, 1] = -np.inf
        vision[2, 0, 0] = np.nan
        vision[3] = 0
    for i in range(n):
        t, a, v = lengths[i]
        rows = {
            "text": text[i, :t],
            "audio": audio[i, T - a :] if name == "train" and i == left else audio[i, :a],
            "image": vision[i, :v],
        }
        rows = {k: np.where(np.isfinite(r), r, 0).astype("f4") for k, r in rows.items()}
        expected[ids[i]] = {
            "group": ids[i].split("$")[0].rstrip("_"),
            "split": {"valid": "validation"}.get(name, name),
            "sentiment": float(np.float32(min(3, max(-3, np.float32(label[i]))))),
            "mean": {k: mean(r) for k, r in rows.items() if np.any(r)},
            "vectors": {k: r.tolist() for k, r in rows.items() if np.any(r)},
        }
    return {
        "id": ids,
        "raw_text": ["words of %s" % i for i in ids],
        "text": text,
        "text_bert": bert,
        "audio": audio,
        "vision": vision,
        "audio_lengths": lengths[:, 1].tolist(),
        "vision_lengths": lengths[:, 2].tolist(),
        "annotations": ["Neutral"] * n,
        "classification_labels": np.sign(label).astype("f4") + 1,
        "regression_labels": label.astype("f4"),
    }


def mmsa():
    random = np.random.default_rng(11)
    expected = {}
    data = {
        s: split(s, v, 2, random, expected) for s, v in [("train", 6), ("valid", 2), ("test", 3)]
    }
    with open(OUT + "/mmsa.json", "w") as f:
        json.dump(expected, f)
    with open(OUT + "/mmsa-protocol4.pkl", "wb") as f:
        pickle.dump(data, f, 4)
    for columns in data.values():
        columns["id"] = np.array(columns["id"], object)
        columns["raw_text"] = np.array(columns["raw_text"])
        columns["text"] = np.asfortranarray(columns["text"])
        columns["audio"] = columns["audio"].astype(">f4")
        columns["vision_lengths"] = [np.int64(v) for v in columns["vision_lengths"]]
    with open(OUT + "/mmsa-protocol2.pkl", "wb") as f:
        pickle.dump(data, f, 2)
    for columns in data.values():
        columns["audio"] = columns["audio"].astype("f8")
        columns["regression_labels"] = columns["regression_labels"][:, None]
        columns["vision_lengths"] = np.array(columns["vision_lengths"], "i4")
    with open(OUT + "/mmsa-protocol5-numpy2.pkl", "wb") as f:
        NumpyTwo(f, 5).dump(data)


def sequence(path, root, videos, **how):
    with h5py.File(OUT + "/" + path, "w") as f:
        data = f.create_group(root + "/data")
        for video, (features, intervals) in videos.items():
            g = data.create_group(video)
            g.create_dataset("features", data=features, **how)
            g.create_dataset("intervals", data=np.asarray(intervals, "f8"))
        text = h5py.string_dtype()
        f.create_dataset(root + "/metadata/root name", data=json.dumps(root), dtype=text)


def csd():
    gz = {"compression": "gzip", "chunks": True}
    spans = [[0, 1], [1, 2.5]]
    emotions = [[0.33, 0, 0, 2, 0, 0], [0, 0, 0.66, 0, 0, 1]]
    score = [[3.33], [-1.5]]
    truth = np.hstack([score, emotions])
    sequence(
        "labels.csd",
        "All Labels",
        {"-a_1": (truth.astype("f4"), spans), "_b": (truth[:1], spans[:1])},
        **gz
    )
    words = np.array([[b"so"], [b"sp"], [b"good"], [b"bad"]], "S32")
    times = [[0, 0.4], [0.4, 0.6], [0.6, 0.9], [1.2, 2]]
    sequence("words.csd", "words", {"-a_1": (words, times), "_b": (words[1:2], times[1:2])}, **gz)
    audio = np.array([[1, 2], [-np.inf, 4], [5, 6], [9, 9]], "f4")
    at = [[0, 0.5], [0.5, 1], [1, 1.5], [2.5, 3]]
    sequence("audio.csd", "COVAREP", {"-a_1": (audio, at)}, **gz)
    image = np.array([[1.0, 0, 2]] * 3 + [[7, 8, 9]])
    sequence("image.csd", "FACET", {"-a_1": (image, at), "_b": (image[3:], [[0.2, 0.2]])})
    zeros = (np.zeros((300, 1000), "f4"), np.zeros((300, 2)))
    sequence("dense.csd", "COVAREP", {"v": zeros}, compression="gzip", chunks=(300, 1000))
    nan = np.array([[1, 0, np.nan, 0, 0, 0, 0]], "f4")
    sequence("nan.csd", "All Labels", {"-a_1": (nan, spans[:1])})
    with h5py.File(OUT + "/absurd.csd", "w") as f:
        g = f.create_group("All Labels/data/v")
        g.create_dataset("features", (2**30, 7), "f4", chunks=(1024, 7), compression="gzip")
        g.create_dataset("intervals", (2**30, 2), "f8", chunks=(1024, 2))
    with h5py.File(OUT + "/inflating.csd", "w") as f:
        g = f.create_group("COVAREP/data/-a_1")
        d = g.create_dataset("features", (20000, 2), "f4", chunks=(20000, 2), compression="gzip")
        d.id.write_direct_chunk((0, 0), zlib.compress(bytes(80 << 20), 9))
        g.create_dataset("intervals", data=np.zeros((20000, 2)))
    with open(OUT + "/inflating.csd", "rb") as f, open(OUT + "/inflating.csd.gz", "wb") as packed:
        packed.write(gzip.compress(f.read(), 9, mtime=0))
    os.remove(OUT + "/inflating.csd")
    with h5py.File(OUT + "/linked.csd", "w") as f:
        g = f.create_group("All Labels/data/v")
        g["features"] = h5py.ExternalLink("labels.csd", "/All Labels/data/_b/features")
        g["intervals"] = h5py.SoftLink("/All Labels/data/v/features")


if __name__ == "__main__":
    os.makedirs(OUT, exist_ok=True)
    mmsa()
    csd()
