"""Makes golden/flac: whole-number signals, written as WAV and coded by the reference encoder `flac` (1.4 or newer).

Usage: python flac_files.py FOLDER. FlacTest computes the same signals.
"""

import os
import struct
import subprocess
import sys
import tempfile
import wave

FILES = {
    # name: rate, bytes a sample, channels, frames, signal(i, channel), options
    "mono16": (16000, 2, 1, 6000, lambda i, c: 0 if i < 2048 else (i * i % 4001 - 2000) * 8, ["-8", "-b", "1024"]),
    "stereo16": (44100, 2, 2, 3000, lambda i, c: (i * 37 % 3001 - 1500) * 5 + c * (i % 17 - 400), ["-8", "-b", "576"]),
    "mono8": (8000, 1, 1, 2500, lambda i, c: i * 5 % 200 - 100, ["-0", "-b", "1000"]),
    "stereo24": (48000, 3, 2, 700, lambda i, c: i * i * (31 - 14 * c) % 8000009 - 4000004, ["-5", "-b", "192"]),
}


def pcm(width, value):
    if width == 1:
        return struct.pack("B", value + 128)
    return struct.pack("<i", value)[:width]


def main(folder):
    with tempfile.TemporaryDirectory() as tmp:
        for name, (rate, width, channels, frames, signal, options) in FILES.items():
            path = os.path.join(tmp, name + ".wav")
            with wave.open(path, "wb") as out:
                out.setnchannels(channels)
                out.setsampwidth(width)
                out.setframerate(rate)
                out.writeframes(b"".join(pcm(width, signal(i, c)) for i in range(frames) for c in range(channels)))
            flac = os.path.join(folder, name + ".flac")
            subprocess.run(["flac", "-s", "-f", "--no-padding", *options, "-o", flac, path], check=True)


if __name__ == "__main__":
    main(sys.argv[1])
