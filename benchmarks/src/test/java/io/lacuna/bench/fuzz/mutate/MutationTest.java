package io.lacuna.bench.fuzz.mutate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class MutationTest {
  private static final int TIMES = 300;

  private final RandomGenerator random = new SplittableRandom(7);

  @Test
  void everyDamageChangesItsInputAndNeverTheOriginal() {
    byte[] input = "first=1\nsecond=\"2\"\n".getBytes(UTF_8);
    byte[] copy = input.clone();
    Set<Mutation> all = new HashSet<>(List.of(AnyBytes.values()));
    all.addAll(List.of(Text.values()));
    all.add(Varints.ANYWHERE);
    all.add(new Tokens(List.of("token".getBytes(UTF_8))));
    for (Mutation mutation : all) {
      int changed = 0;
      for (int i = 0; i < TIMES; i++) {
        changed += Arrays.equals(mutation.apply(input, random), input) ? 0 : 1;
      }
      assertThat(changed).as(mutation.toString()).isGreaterThan(TIMES / 3);
    }
    assertThat(input).isEqualTo(copy);
  }

  @Test
  void nothingIsTooShortToDamage() {
    for (Mutation mutation : AnyBytes.values()) {
      mutation.apply(new byte[0], random);
      mutation.apply(new byte[1], random);
    }
    for (Mutation mutation : Text.values()) {
      mutation.apply(new byte[0], random);
    }
    for (Mutation format :
        List.of(PngChunks.ANY, RiffChunks.ANY, TensorHeader.ANY, Varints.ANYWHERE)) {
      assertThat(format.apply(new byte[] {1, 2, 3}, random)).isNotNull();
      assertThat(format.apply(new byte[0], random)).isEmpty();
    }
  }

  @Test
  void chunksOfAPngKeepRightChecksums() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(5, 4, BufferedImage.TYPE_3BYTE_BGR), "png", out);
    for (int i = 0; i < TIMES; i++) {
      ByteBuffer png = ByteBuffer.wrap(PngChunks.ANY.apply(out.toByteArray(), random)).position(8);
      while (png.hasRemaining()) {
        int length = png.getInt();
        CRC32 crc = new CRC32();
        crc.update(png.slice().limit(4 + length));
        png.position(png.position() + 4 + length);
        assertThat(png.getInt()).isEqualTo((int) crc.getValue());
      }
    }
  }

  @Test
  void aRiffSaysItsOwnLengthAndATensorHeaderToo() {
    ByteBuffer riff = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    riff.put("RIFF".getBytes(UTF_8)).putInt(16).put("WAVEfmt ".getBytes(UTF_8)).putInt(4);
    byte[] header = "{\"a\":{\"shape\":[1,2]}}".getBytes(UTF_8);
    ByteBuffer tensors = ByteBuffer.allocate(8 + header.length + 4).order(ByteOrder.LITTLE_ENDIAN);
    tensors.putLong(header.length).put(header);
    for (int i = 0; i < TIMES; i++) {
      byte[] r = RiffChunks.ANY.apply(riff.array(), random);
      assertThat(ByteBuffer.wrap(r).order(ByteOrder.LITTLE_ENDIAN).getInt(4))
          .isEqualTo(r.length - 8);
      byte[] t = TensorHeader.ANY.apply(tensors.array(), random);
      assertThat(ByteBuffer.wrap(t).order(ByteOrder.LITTLE_ENDIAN).getLong())
          .isEqualTo(t.length - 12);
    }
  }

  @Test
  void partsComeBackAsTheyWere() {
    List<byte[]> parts = List.of(new byte[] {1, 2}, new byte[0], new byte[] {3});
    assertThat(Parts.split(Parts.join(parts))).usingRecursiveComparison().isEqualTo(parts);
  }

  @Test
  void anInputIsAFunctionOfSeedAndNumber() {
    Mutator one = mutator(5);
    byte[] late = one.input(1000);
    assertThat(mutator(5).input(1000)).isEqualTo(late);
    assertThat(mutator(6).input(1000)).isNotEqualTo(late);
    Set<ByteBuffer> different = new HashSet<>();
    for (int i = 0; i < TIMES; i++) {
      different.add(ByteBuffer.wrap(one.input(i)));
    }
    assertThat(different).hasSizeGreaterThan(TIMES * 9 / 10);
  }

  private static Mutator mutator(long seed) {
    byte[] text = "some text that is long enough to be damaged in many ways".getBytes(UTF_8);
    return new Mutator(List.of(text), List.of(Text.WORD), List.of(), seed);
  }
}
