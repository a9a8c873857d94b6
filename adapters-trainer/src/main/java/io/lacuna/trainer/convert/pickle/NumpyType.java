package io.lacuna.trainer.convert.pickle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.razorvine.pickle.PickleException;

/** A numpy dtype: numbers, bools, fixed-width strings and bytes, or objects. */
final class NumpyType implements PickleState {
  private static final Pattern NAME = Pattern.compile("[<>=|]?([fiubUSO])(\\d{1,9})");

  /** What decoders put where there is no character. */
  private static final int REPLACEMENT = 0xfffd;

  private final char kind;
  private final int bytes;
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

  NumpyType(String name) {
    Matcher m = NAME.matcher(name);
    if (!m.matches() || !known(m.group(1).charAt(0), Integer.parseInt(m.group(2)))) {
      throw new PickleException(
          "has an array of numpy type '"
              + name
              + "'; allowed are f4, f8, i1 to i8, u1 to u8, b1, U, S and O");
    }
    kind = m.group(1).charAt(0);
    int n = Integer.parseInt(m.group(2));
    bytes = kind == 'U' ? Math.multiplyExact(n, 4) : n;
    if (name.charAt(0) == '>') {
      order = ByteOrder.BIG_ENDIAN;
    }
  }

  private static boolean known(char kind, int n) {
    return switch (kind) {
      case 'f' -> n == 4 || n == 8;
      case 'i', 'u' -> n == 1 || n == 2 || n == 4 || n == 8;
      case 'b' -> n == 1;
      default -> true;
    };
  }

  /** Version, byte order, then fields and sizes; only the order matters for plain types. */
  @Override
  public void set(Object[] state) {
    if (state.length < 5 || state[2] != null || state[3] != null || state[4] != null) {
      throw new PickleException("has an array of a structured numpy type; allowed are plain ones");
    }
    order = ">".equals(state[1]) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  boolean objects() {
    return kind == 'O';
  }

  boolean numbers() {
    return "fiub".indexOf(kind) >= 0;
  }

  int bytes() {
    return bytes;
  }

  ByteBuffer view(byte[] data) {
    return ByteBuffer.wrap(data).order(order);
  }

  /** The element at a place, numbers only. */
  double number(ByteBuffer view, int element) {
    int at = element * bytes;
    return switch (kind) {
      case 'f' -> bytes == 4 ? view.getFloat(at) : view.getDouble(at);
      case 'b' -> view.get(at) == 0 ? 0 : 1;
      case 'i' -> whole(view, at);
      default -> unsigned(whole(view, at));
    };
  }

  private double unsigned(long whole) {
    if (bytes < 8) {
      return whole & (1L << 8 * bytes) - 1;
    }
    return whole >= 0 ? whole : (whole >>> 1) * 2.0;
  }

  private long whole(ByteBuffer view, int at) {
    return switch (bytes) {
      case 1 -> view.get(at);
      case 2 -> view.getShort(at);
      case 4 -> view.getInt(at);
      default -> view.getLong(at);
    };
  }

  /** The element at a place: a {@link Double}, or a {@link String} without its trailing NULs. */
  Object value(ByteBuffer view, int element) {
    if (numbers()) {
      return number(view, element);
    }
    StringBuilder text = new StringBuilder();
    if (kind == 'S') {
      byte[] raw = new byte[bytes];
      view.get(element * bytes, raw);
      text.append(new String(raw, StandardCharsets.UTF_8));
    } else {
      for (int i = 0; i < bytes; i += 4) {
        int point = view.getInt(element * bytes + i);
        boolean character =
            Character.isValidCodePoint(point)
                && (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE);
        text.appendCodePoint(character ? point : REPLACEMENT);
      }
    }
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == 0) {
      end--;
    }
    return text.substring(0, end);
  }
}
