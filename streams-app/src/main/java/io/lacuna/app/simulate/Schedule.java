package io.lacuna.app.simulate;

import io.lacuna.app.window.WindowPolicy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * A policy and what happens under it, in order.
 *
 * @param seed what it was drawn from
 * @param drawn the policy with its expectations by subject kind
 * @param orderly whether the feed is in order of event time and read as it comes
 */
record Schedule(long seed, DrawnPolicy drawn, boolean orderly, List<Step> steps) {
  Schedule {
    steps = List.copyOf(steps);
  }

  WindowPolicy policy() {
    return drawn.policy();
  }

  Schedule with(List<Step> others) {
    return new Schedule(seed, drawn, orderly, others);
  }

  /** The first 64 bits of a digest over policy and steps; equal schedules have equal ones. */
  long fingerprint() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(drawn.toString().getBytes(StandardCharsets.UTF_8));
      for (Step step : steps) {
        sha256.update(step.toString().getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) '\n');
      }
      return ByteBuffer.wrap(sha256.digest()).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
