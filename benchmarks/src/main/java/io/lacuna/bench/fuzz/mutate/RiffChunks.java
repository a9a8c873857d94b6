package io.lacuna.bench.fuzz.mutate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Damages chunks of a RIFF file; one length in four says something else than there is. */
public enum RiffChunks implements Mutation {
  ANY;

  private static final int HEADER = 12;
  private static final List<byte[]> NAMES =
      Stream.of("fmt ", "data", "fact", "LIST", "RIFF", "bext", "cue ")
          .map(n -> n.getBytes(ISO_8859_1))
          .toList();

  @Override
  public byte[] apply(byte[] input, RandomGenerator random) {
    List<Chunk> chunks = parse(input);
    if (chunks.isEmpty()) {
      return input;
    }
    Chunk.damage(chunks, NAMES, (data, r) -> AnyBytes.pick(r).apply(data, r), random);
    int liar = random.nextInt(Math.max(1, chunks.size() * 4));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(input, 0, HEADER);
    for (int i = 0; i < chunks.size(); i++) {
      Chunk c = chunks.get(i);
      int length = i == liar ? (int) Numbers.interesting(random) : c.data().length;
      out.writeBytes(c.name());
      out.writeBytes(little(length));
      out.writeBytes(c.data());
      if (c.data().length % 2 != 0) {
        out.write(0);
      }
    }
    byte[] file = out.toByteArray();
    System.arraycopy(little(file.length - 8), 0, file, 4, 4);
    return file;
  }

  private static List<Chunk> parse(byte[] input) {
    List<Chunk> chunks = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN);
    in.position(Math.min(HEADER, input.length));
    while (in.remaining() >= 8) {
      byte[] name = new byte[4];
      int length = in.get(name).getInt();
      if (length < 0 || length > in.remaining()) {
        break;
      }
      byte[] data = new byte[length];
      in.get(data);
      in.position(Math.min(in.limit(), in.position() + length % 2));
      chunks.add(new Chunk(name, data));
    }
    return chunks;
  }

  private static byte[] little(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }
}
