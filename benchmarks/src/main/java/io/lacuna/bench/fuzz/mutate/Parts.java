package io.lacuna.bench.fuzz.mutate;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * An input of several files, each behind its length (4 bytes, big-endian).
 *
 * @param byPart what may be done to each part
 */
public record Parts(List<List<Mutation>> byPart) implements Mutation {

  @Override
  public byte[] apply(byte[] input, RandomGenerator random) {
    List<byte[]> parts = new ArrayList<>(split(input));
    int part = random.nextInt(byPart.size());
    if (part >= parts.size()) {
      return input;
    }
    List<Mutation> own = byPart.get(part);
    Mutation mutation =
        random.nextInt(3) == 0 ? AnyBytes.pick(random) : own.get(random.nextInt(own.size()));
    parts.set(part, mutation.apply(parts.get(part), random));
    return join(parts);
  }

  public static byte[] join(List<byte[]> parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(ByteBuffer.allocate(4).putInt(part.length).array());
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** The parts; what follows a wrong length is one part more. */
  public static List<byte[]> split(byte[] input) {
    List<byte[]> parts = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(input);
    while (in.remaining() >= 4) {
      int said = in.getInt();
      byte[] part = new byte[said < 0 || said > in.remaining() ? in.remaining() : said];
      in.get(part);
      parts.add(part);
    }
    return parts;
  }
}
