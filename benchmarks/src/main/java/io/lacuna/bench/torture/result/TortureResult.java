package io.lacuna.bench.torture.result;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lacuna.bench.report.Machine;
import io.lacuna.bench.torture.oracle.Violation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What one run did and found.
 *
 * @param command that repeats load and schedule
 * @param versions of what ran, and the machine's size
 * @param before the machine at the start
 * @param after the machine at the end
 * @param seed of load and schedule
 * @param seconds that the feed and the faults lasted
 * @param records in the input topics
 * @param predictions committed
 * @param windows that had a final
 * @param mostOpenWindows that were open at once, as the ledgers say
 * @param failed predictions without scores
 * @param abortedRecords in the topic of predictions that no reader of committed records gets
 * @param serviceStarts of the service, all instances
 * @param serviceEnds of instances that ended by themselves and were started again
 * @param drained whether every window had its final before the harness stopped waiting
 * @param violations by kind; all must be 0
 * @param examples of violations, in words
 * @param faults by name
 * @param skipped faults that could not be made, with the reason
 */
public record TortureResult(
    String command,
    Map<String, String> versions,
    Machine before,
    Machine after,
    long seed,
    long seconds,
    long records,
    long predictions,
    long windows,
    long mostOpenWindows,
    long failed,
    long abortedRecords,
    long serviceStarts,
    long serviceEnds,
    boolean drained,
    Map<Violation, Long> violations,
    Map<Violation, List<String>> examples,
    Map<String, FaultTimes> faults,
    Map<String, String> skipped) {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** Whether nothing was lost, doubled or wrong. */
  @JsonIgnore
  public boolean isClean() {
    return drained && violations.values().stream().allMatch(n -> n == 0);
  }

  public void write(Path file) throws IOException {
    JSON.writeValue(file.toFile(), this);
  }

  public static TortureResult read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), TortureResult.class);
  }
}
