package io.lacuna.bench.fuzz.mutate;

import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A named piece of a PNG or a RIFF file.
 *
 * @param name four characters
 */
record Chunk(byte[] name, byte[] data) {

  Chunk with(byte[] other) {
    return new Chunk(name, other);
  }

  /** Changes the order and number of the chunks, or one of them. */
  static void damage(
      List<Chunk> chunks, List<byte[]> names, Mutation inside, RandomGenerator random) {
    int a = random.nextInt(chunks.size());
    int b = random.nextInt(chunks.size());
    Chunk chunk = chunks.get(a);
    switch (random.nextInt(8)) {
      case 0 -> chunks.remove(a);
      case 1 -> chunks.add(a, chunks.get(b));
      case 2 -> Collections.swap(chunks, a, b);
      case 3 -> chunks.set(a, new Chunk(names.get(random.nextInt(names.size())), chunk.data));
      case 4 ->
          chunks.add(
              a,
              new Chunk(
                  names.get(random.nextInt(names.size())),
                  Bytes.random(random.nextInt(64), random)));
      default -> chunks.set(a, chunk.with(inside.apply(chunk.data, random)));
    }
  }
}
