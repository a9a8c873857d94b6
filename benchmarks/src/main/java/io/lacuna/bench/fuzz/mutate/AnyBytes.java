package io.lacuna.bench.fuzz.mutate;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Damage to bytes of any format. */
public enum AnyBytes implements Mutation {
  FLIP_BITS {
    @Override
    byte[] damage(byte[] copy, RandomGenerator random) {
      for (int n = 1 + random.nextInt(8); n > 0; n--) {
        copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
      }
      return copy;
    }
  },
  SET_BYTE {
    @Override
    byte[] damage(byte[] copy, RandomGenerator random) {
      copy[random.nextInt(copy.length)] = (byte) random.nextInt();
      return copy;
    }
  },
  /** A length or a count, of any width and byte order, as likely as not. */
  SET_NUMBER {
    @Override
    byte[] damage(byte[] copy, RandomGenerator random) {
      int width = Math.min(copy.length, 1 << random.nextInt(4));
      int at = random.nextInt(copy.length - width + 1);
      long value = Numbers.interesting(random);
      boolean bigEndian = random.nextBoolean();
      for (int i = 0; i < width; i++) {
        copy[at + i] = (byte) (value >> 8 * (bigEndian ? width - 1 - i : i));
      }
      return copy;
    }
  },
  FILL {
    @Override
    byte[] damage(byte[] copy, RandomGenerator random) {
      int from = random.nextInt(copy.length);
      int to = from + 1 + random.nextInt(Math.min(32, copy.length - from));
      Arrays.fill(copy, from, to, (byte) (random.nextBoolean() ? 0xff : 0));
      return copy;
    }
  },
  CUT_END {
    @Override
    byte[] damage(byte[] copy, RandomGenerator random) {
      return Arrays.copyOf(copy, random.nextInt(copy.length));
    }
  },
  CUT_OUT {
    @Override
    byte[] damage(byte[] copy, RandomGenerator random) {
      int from = random.nextInt(copy.length);
      int to = from + 1 + random.nextInt(Math.min(64, copy.length - from));
      return Bytes.replace(copy, from, to, new byte[0]);
    }
  },
  INSERT {
    @Override
    byte[] damage(byte[] copy, RandomGenerator random) {
      int at = random.nextInt(copy.length + 1);
      return Bytes.replace(copy, at, at, Bytes.random(1 + random.nextInt(16), random));
    }
  },
  REPEAT {
    @Override
    byte[] damage(byte[] copy, RandomGenerator random) {
      int at = random.nextInt(copy.length + 1);
      return Bytes.replace(copy, at, at, Bytes.piece(copy, 128, random));
    }
  },
  OVERWRITE {
    @Override
    byte[] damage(byte[] copy, RandomGenerator random) {
      byte[] piece = Bytes.piece(copy, 64, random);
      System.arraycopy(
          piece, 0, copy, random.nextInt(copy.length - piece.length + 1), piece.length);
      return copy;
    }
  };

  private static final AnyBytes[] ALL = values();

  /** Changes the copy, or makes another one; it holds at least one byte. */
  abstract byte[] damage(byte[] copy, RandomGenerator random);

  @Override
  public byte[] apply(byte[] input, RandomGenerator random) {
    return input.length == 0 ? Bytes.random(4, random) : damage(input.clone(), random);
  }

  static AnyBytes pick(RandomGenerator random) {
    return ALL[random.nextInt(ALL.length)];
  }
}
