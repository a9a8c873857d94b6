package io.lacuna.bench.fuzz.mutate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Damages chunks of a PNG and puts right checksums on them, so that readers look inside. */
public enum PngChunks implements Mutation {
  ANY;

  private static final int SIGNATURE = 8;
  private static final int FRAME = 12;
  private static final int MOST_PIXELS = 1 << 16;
  private static final List<byte[]> NAMES =
      Stream.of("IHDR", "PLTE", "IDAT", "IEND", "tRNS", "iCCP", "zTXt", "iTXt", "gAMA", "bKGD")
          .map(n -> n.getBytes(ISO_8859_1))
          .toList();

  @Override
  public byte[] apply(byte[] input, RandomGenerator random) {
    List<Chunk> chunks = parse(input);
    if (chunks.isEmpty()) {
      return input;
    }
    Chunk.damage(chunks, NAMES, PngChunks::inside, random);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(input, 0, SIGNATURE);
    for (Chunk c : chunks) {
      CRC32 crc = new CRC32();
      crc.update(c.name());
      crc.update(c.data());
      ByteBuffer bytes = ByteBuffer.allocate(FRAME + c.data().length).putInt(c.data().length);
      bytes.put(c.name()).put(c.data()).putInt((int) crc.getValue());
      out.writeBytes(bytes.array());
    }
    return out.toByteArray();
  }

  private static List<Chunk> parse(byte[] input) {
    List<Chunk> chunks = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(input);
    in.position(Math.min(SIGNATURE, input.length));
    while (in.remaining() >= FRAME) {
      int length = in.getInt();
      if (length < 0 || length > in.remaining() - 8) {
        break;
      }
      byte[] name = new byte[4];
      byte[] data = new byte[length];
      in.get(name).get(data).getInt();
      chunks.add(new Chunk(name, data));
    }
    return chunks;
  }

  /** Every other time in the pixels behind the compression, where there are some. */
  private static byte[] inside(byte[] data, RandomGenerator random) {
    byte[] pixels = random.nextBoolean() ? inflated(data) : new byte[0];
    return pixels.length == 0
        ? AnyBytes.pick(random).apply(data, random)
        : deflated(AnyBytes.pick(random).apply(pixels, random));
  }

  private static byte[] inflated(byte[] data) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(data);
      byte[] out = new byte[MOST_PIXELS];
      return Arrays.copyOf(out, inflater.inflate(out));
    } catch (DataFormatException e) {
      return new byte[0]; // not a compressed chunk
    } finally {
      inflater.end();
    }
  }

  private static byte[] deflated(byte[] pixels) {
    Deflater deflater = new Deflater();
    deflater.setInput(pixels);
    deflater.finish();
    byte[] out = new byte[pixels.length + 64];
    int length = deflater.deflate(out);
    deflater.end();
    return Arrays.copyOf(out, length);
  }
}
