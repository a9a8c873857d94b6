package io.lacuna.model.features;

import java.io.EOFException;
import java.io.IOException;

/** The bits of a FLAC file, most significant first, with the two check sums that it uses. */
final class FlacBits {
  private final byte[] bytes;
  private long at; // in bits

  /**
   * @param start first byte that is read
   */
  FlacBits(byte[] bytes, int start) {
    this.bytes = bytes;
    this.at = 8L * start;
  }

  /** The next byte to read; a byte that is read in part counts as read. */
  int position() {
    return (int) ((at + 7) >> 3);
  }

  boolean atEnd() {
    return position() >= bytes.length;
  }

  /**
   * @param count 0 to 33
   * @throws EOFException if the file has fewer
   */
  long unsigned(int count) throws IOException {
    if (at + count > 8L * bytes.length) {
      throw new EOFException();
    }
    long value = 0;
    for (int left = count; left > 0; ) {
      int inByte = 8 - (int) (at & 7);
      int taken = Math.min(left, inByte);
      int octet = bytes[(int) (at >> 3)] & 0xff;
      value = value << taken | octet >> inByte - taken & (1 << taken) - 1;
      at += taken;
      left -= taken;
    }
    return value;
  }

  /** In two's complement; 0 bits are 0. */
  long signed(int count) throws IOException {
    long value = unsigned(count);
    return count == 0 ? 0 : value << 64 - count >> 64 - count;
  }

  /** Zeros before the next one, which is read too. */
  int zeros() throws IOException {
    int zeros = 0;
    while (unsigned(1) == 0) {
      zeros++;
    }
    return zeros;
  }

  void skipToByte() {
    at = 8L * position();
  }

  /** Of the bytes from {@code start} to here; polynomial x⁸+x²+x+1. */
  int crc8(int start) {
    int crc = 0;
    for (int i = start; i < position(); i++) {
      crc ^= bytes[i] & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc << 1 ^ ((crc & 0x80) != 0 ? 0x07 : 0)) & 0xff;
      }
    }
    return crc;
  }

  /** Of the bytes from {@code start} to here; polynomial x¹⁶+x¹⁵+x²+1. */
  int crc16(int start) {
    int crc = 0;
    for (int i = start; i < position(); i++) {
      crc ^= (bytes[i] & 0xff) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc << 1 ^ ((crc & 0x8000) != 0 ? 0x8005 : 0)) & 0xffff;
      }
    }
    return crc;
  }
}
