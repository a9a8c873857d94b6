package io.lacuna.bench.torture;

import io.lacuna.bench.torture.oracle.Findings;
import io.lacuna.bench.torture.oracle.History;
import io.lacuna.bench.torture.oracle.History.Late;
import io.lacuna.bench.torture.oracle.History.Letter;
import io.lacuna.bench.torture.oracle.LogReader;
import io.lacuna.bench.torture.oracle.Logged;
import io.lacuna.bench.torture.oracle.Oracle;
import io.lacuna.bench.torture.oracle.Revision;
import io.lacuna.bench.torture.oracle.Rule;
import io.lacuna.bench.torture.oracle.Violation;
import io.lacuna.bench.torture.watch.CommittedTail;
import io.lacuna.bench.torture.watch.LedgerTail;
import io.lacuna.bench.torture.watch.Readers;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads all topics of a run that is over, partition by partition, and has the oracle judge them.
 */
final class Judge {
  private final Bed bed;
  private final Rule rule;
  private final Findings findings = new Findings();
  private long records;
  private long predictions;
  private long windows;
  private long failed;
  private long aborted;

  Judge(Bed bed, Swaps swaps) {
    this.bed = bed;
    this.rule =
        new Rule(
            TortureSettings.WINDOW.toMillis(),
            TortureSettings.GRACE.toMillis(),
            Set.of(Modality.TEXT),
            swaps.rule());
  }

  /**
   * @param acknowledged records that the brokers said they took
   * @param tail read the predictions while the run went on, and has read them to their end
   */
  void judge(long acknowledged, CommittedTail tail, LedgerTail ledgers) {
    LogReader reader =
        new LogReader(
            bed.connection(), bed.topics(), bed.schemas, bed.config.maxFutureSkew().toMillis());
    List<Late> late = new ArrayList<>();
    List<Letter> letters = new ArrayList<>();
    for (int p = 0; p < bed.settings.partitions(); p++) {
      late.addAll(reader.late(p));
      letters.addAll(reader.letters(p));
    }
    for (int p = 0; p < bed.settings.partitions(); p++) {
      int partition = p;
      List<Logged> inputs = reader.inputs(p);
      List<Revision> revisions = revisions(reader, p, tail);
      History history =
          new History(
              inputs,
              revisions,
              late.stream().filter(l -> l.place().partition() == partition).toList(),
              letters.stream().filter(l -> l.place().partition() == partition).toList(),
              ledgers.of(p));
      windows += Oracle.judge(history, rule, findings);
      records += inputs.size();
      predictions += revisions.size();
      failed += revisions.stream().filter(r -> r.cause() == Cause.FAILED).count();
      aborted +=
          Readers.aborted(
              bed.connection(), new TopicPartition(bed.topics().predictions(), partition));
    }
    if (records != acknowledged) {
      findings.add(
          Violation.LOST,
          "the brokers took " + acknowledged + " records and their log holds " + records);
    }
  }

  /** Whatever the tail saw must be there still, as it was. */
  private List<Revision> revisions(LogReader reader, int partition, CommittedTail tail) {
    long[] seen = {0};
    List<Revision> revisions = reader.revisions(partition, r -> seen[0] += tail.saw(r) ? 1 : 0);
    if (seen[0] != tail.count(partition)) {
      findings.add(
          Violation.ABORTED_READ,
          (tail.count(partition) - seen[0])
              + " predictions of partition "
              + partition
              + " were read and are not in the log");
    }
    return revisions;
  }

  Findings findings() {
    return findings;
  }

  long records() {
    return records;
  }

  long predictions() {
    return predictions;
  }

  long windows() {
    return windows;
  }

  long failed() {
    return failed;
  }

  long aborted() {
    return aborted;
  }
}
