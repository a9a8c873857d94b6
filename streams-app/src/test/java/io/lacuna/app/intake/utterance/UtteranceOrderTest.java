package io.lacuna.app.intake.utterance;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.schema.state.CallLedger;
import io.lacuna.wire.TrustedRecords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random calls of two speakers with lost chunks and utterances that meet anywhere: shuffled,
 * repeated and with restarts they give the same samples, byte for byte, as in order; and whatever
 * comes whenever, every chunk, boundary and utterance stays accounted for.
 */
class UtteranceOrderTest {
  private static final int CALLS = 10_000;
  private static final int RATE = 1_000;
  private static final List<String> CHANNELS = List.of("agent", "customer");

  @Test
  void theOrderDoesNotMatterWithinThePatience() {
    TrustedRecords.install();
    int assembled = 0;
    int withGaps = 0;
    int absent = 0;
    for (long seed = 0; seed < CALLS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Object> feed = feed(random);
      Run inOrder = new Run(Duration.ofHours(1));
      feed.forEach(inOrder::give);
      inOrder.silence();

      Run shuffled = new Run(Duration.ofHours(1));
      for (Object record : disturbed(feed, random)) {
        shuffled.give(record);
        if (random.nextInt(20) == 0) {
          shuffled.restart();
        }
      }
      shuffled.silence();

      assertThat(shuffled.outcomes).as("seed %d", seed).isEqualTo(inOrder.outcomes);
      CallLedger l = inOrder.ledger.state();
      assertThat(List.of(shuffled.used(), shuffled.ledger.state().getUnclaimed()))
          .as("seed %d: used and unclaimed", seed)
          .isEqualTo(List.of(l.getUsed(), l.getUnclaimed()));
      assembled += l.getAssembled();
      absent += l.getAbsent();
      withGaps += inOrder.withGaps;
    }
    // the calls are such that each kind of utterance is among them often
    assertThat(assembled).isGreaterThan(CALLS);
    assertThat(withGaps).isGreaterThan(CALLS / 2);
    assertThat(absent).isGreaterThan(CALLS / 20);
  }

  @Test
  void everythingStaysAccountedForAtAnyTime() {
    TrustedRecords.install();
    for (long seed = 0; seed < CALLS / 10; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Run run = new Run(Duration.ofMillis(random.nextInt(200)));
      for (Object record : disturbed(feed(random), random)) {
        run.give(record);
        run.wall += random.nextInt(30);
        if (random.nextInt(4) == 0) {
          run.tick(run.wall - random.nextInt(40));
        }
        assertThat(Ledger.imbalance(run.ledger.state()))
            .as("seed %d: %s", seed, run.ledger.state())
            .isZero();
      }
      run.silence();
      CallLedger l = run.ledger.state();
      assertThat(Ledger.imbalance(l)).as("seed %d: %s", seed, l).isZero();
      assertThat(l.getWaiting() + l.getOpen()).as("seed %d: nothing waits for ever", seed).isZero();
      assertThat(run.states.isEmpty()).as("seed %d: nothing is kept for ever", seed).isTrue();
    }
  }

  /** Chunks of 10 to 30 ms, one in ten lost, and utterances one behind the other, in order. */
  private static List<Object> feed(SplittableRandom random) {
    List<Object> feed = new ArrayList<>();
    for (String channel : CHANNELS) {
      int length = 10 + random.nextInt(21);
      int chunks = 5 + random.nextInt(15);
      boolean ends = random.nextBoolean();
      for (int i = 0; i < chunks; i++) {
        if (random.nextInt(10) > 0) {
          feed.add(chunk(channel, i, i * length, length, ends && i == chunks - 1));
        }
      }
      long at = random.nextInt(40);
      for (int i = 0; at < (long) length * chunks; i++) {
        long end = at + 1 + random.nextInt(100);
        feed.add(new Boundary("c", channel, channel + i, at, at, end, null, null));
        at = end + (random.nextBoolean() ? 0 : random.nextInt(50));
      }
    }
    return feed;
  }

  private static Chunk chunk(String channel, int sequence, int offset, int length, boolean last) {
    byte[] audio = new byte[length * Short.BYTES];
    for (int i = 0; i < audio.length; i++) {
      audio[i] = (byte) (1 + (channel.length() + 2 * offset + i) % 100);
    }
    byte[] digest = {(byte) sequence};
    return new Chunk(
        "c", channel, sequence, offset, RATE, offset, audio, digest, last, null, sequence);
  }

  /** Shuffled, some records twice. */
  private static List<Object> disturbed(List<Object> feed, SplittableRandom random) {
    List<Object> records = new ArrayList<>(feed);
    for (int i = random.nextInt(5); i > 0; i--) {
      records.add(feed.get(random.nextInt(feed.size())));
    }
    for (int i = records.size() - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      Object swapped = records.set(i, records.get(j));
      records.set(j, swapped);
    }
    return records;
  }

  /** The rule with one feed. */
  private static final class Run {
    final MemoryCalls states = new MemoryCalls();
    final Ledger ledger = new Ledger(CallLedger.newBuilder().build());
    final TreeMap<String, String> outcomes = new TreeMap<>();
    final CallPolicy policy;
    UtteranceAssembler assembler;
    long wall = 1_000;
    int withGaps;
    private long offset;

    Run(Duration patience) {
      policy =
          new CallPolicy(
              false,
              Duration.ofMillis(100),
              patience,
              Duration.ofMillis(500),
              0.5,
              1_000,
              1 << 20,
              1_000,
              1 << 20);
      restart();
    }

    void restart() {
      assembler = new UtteranceAssembler(policy, states);
    }

    void give(Object record) {
      if (record instanceof Chunk c) {
        ledger.readChunk(offset++);
        take(assembler.onChunk(c, wall, ledger));
      } else {
        ledger.readBoundary(offset++);
        take(assembler.onBoundary((Boundary) record, wall, ledger));
      }
    }

    void tick(long readToEndAt) {
      take(assembler.onTick(new long[] {readToEndAt, readToEndAt}, ledger));
    }

    void silence() {
      for (int i = 0; i < 3; i++) {
        wall += Duration.ofDays(1).toMillis();
        tick(wall);
      }
    }

    long used() {
      return ledger.state().getUsed();
    }

    private void take(List<CallDecision> decisions) {
      for (CallDecision d : decisions) {
        if (d instanceof CallDecision.Assembled a) {
          withGaps += a.gaps().spans().isEmpty() ? 0 : 1;
          add(a.utterance(), a.gaps() + " " + Arrays.toString(a.wav()));
        } else if (d instanceof CallDecision.Absent a) {
          add(a.utterance(), a.toString());
        } else {
          assertThat(d).isInstanceOf(CallDecision.Dropped.class);
        }
      }
    }

    private void add(Boundary utterance, String outcome) {
      assertThat(outcomes.put(utterance.utterance(), outcome))
          .as("an utterance has one outcome")
          .isNull();
    }
  }
}
