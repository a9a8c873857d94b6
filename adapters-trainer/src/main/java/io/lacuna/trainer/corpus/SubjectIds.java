package io.lacuna.trainer.corpus;

/** Opaque ids such as {@code P-3fa9c1}; no two subjects of one prefix and seed share one. */
record SubjectIds(String prefix, long seed) {
  private static final int BITS = 24;
  private static final int SPLIT_ROOM = 1 << 20;
  private static final int ODD = 0x9E3779;

  String id(Split split, int index) {
    if (index < 0 || index >= SPLIT_ROOM) {
      throw new IllegalArgumentException(
          "subject index " + index + " must be in [0, " + SPLIT_ROOM + ")");
    }
    int number = split.ordinal() * SPLIT_ROOM + index;
    // a product with an odd number is one to one in 24 bits, so is the exclusive or
    int mixed = number * ODD ^ (int) Seeds.scramble(seed ^ prefix.hashCode());
    return "%s-%06x".formatted(prefix, mixed & (1 << BITS) - 1);
  }
}
