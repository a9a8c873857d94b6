package io.lacuna.app.claim;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Addresses that begin alike, as in {@code 10.20.0.0/16} or {@code fd00::/8}.
 *
 * @param first lowest address
 * @param bits in which they are alike
 */
public record Network(InetAddress first, int bits) {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)/(\\d{1,3})");

  /**
   * @throws IllegalArgumentException if it is no network
   */
  public static Network parse(String text) {
    Matcher m = FORM.matcher(text.strip());
    try {
      if (m.matches()) {
        // a literal is never looked up
        InetAddress address = InetAddress.getByName(m.group(1));
        int bits = Integer.parseInt(m.group(2));
        int width = 8 * address.getAddress().length;
        BigInteger number = number(address);
        boolean lowest = number.signum() == 0 || number.getLowestSetBit() >= width - bits;
        if (bits <= width && lowest) {
          return new Network(address, bits);
        }
      }
    } catch (UnknownHostException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "'" + text + "' is no network; write its lowest address and its length, as 10.20.0.0/16");
  }

  /** Whether the address is one of them; one of the other family is not. */
  boolean contains(InetAddress address) {
    int width = 8 * first.getAddress().length;
    return 8 * address.getAddress().length == width
        && number(address).shiftRight(width - bits).equals(number(first).shiftRight(width - bits));
  }

  private static BigInteger number(InetAddress address) {
    return new BigInteger(1, address.getAddress());
  }

  @Override
  public String toString() {
    return first.getHostAddress() + "/" + bits;
  }
}
