package io.lacuna.bench.scale;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.LedgerReader;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.topology.Stores;
import io.lacuna.bench.report.Machine;
import io.lacuna.bench.variant.LacunaJoin;
import io.lacuna.bench.variant.StreamsJob;
import io.lacuna.schema.state.TaskLedger;
import io.lacuna.wire.RegistryAvro;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.streams.LagInfo;

/**
 * The product's topology as a process of its own: {@code ScaleInstance PROPERTIES}. Each line on
 * standard input is answered by one of JSON: {@code pause}, {@code resume}, {@code look}, {@code
 * copies}, which asks the broker what the stores lack, and {@code weigh}, which collects garbage
 * first. It ends with its input.
 */
public final class ScaleInstance {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Path STATUS = Path.of("/proc/self/status");

  private final AppConfig config;
  private final StreamsJob job;
  private final LedgerReader ledgers;

  private ScaleInstance(AppConfig config, StreamsJob job) {
    this.config = config;
    this.job = job;
    this.ledgers = new LedgerReader(job.streams());
  }

  /** Takes a file with the keys of the configuration as its only argument. */
  public static void main(String[] args) throws Exception {
    AppConfig config = ConfigLoader.load(Map.of(), Map.of(), read(Path.of(args[0])));
    try (RegistryAvro registry = RegistryAvro.connect(config.registry());
        StreamsJob job = new LacunaJoin(registry, observation -> {}).start(config)) {
      job.awaitReady(PATIENCE);
      new ScaleInstance(config, job).serve();
    }
  }

  private static Map<String, String> read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    Map<String, String> keys = new HashMap<>();
    properties.stringPropertyNames().forEach(key -> keys.put(key, properties.getProperty(key)));
    return keys;
  }

  private void serve() throws IOException {
    ObjectMapper json = new ObjectMapper();
    System.out.println(json.writeValueAsString(look("look")));
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      job.check();
      switch (line) {
        case "pause" -> job.streams().pause();
        case "resume" -> job.streams().resume();
        case "look", "copies", "weigh" -> {
          // answered below
        }
        default -> throw new IllegalArgumentException("no such command: " + line);
      }
      System.out.println(json.writeValueAsString(look(line)));
    }
  }

  private Look look(String command) throws IOException {
    boolean weigh = command.equals("weigh");
    String pipeline = config.pipelines().get(0).name();
    TaskLedger ledger = ledgers.sum(pipeline).orElse(null);
    long collections =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .mapToLong(GarbageCollectorMXBean::getCollectionTime)
            .sum();
    long cpu = Machine.cpuNanos();
    Map<Integer, LagInfo> lags = command.equals("copies") ? lags(pipeline) : Map.of();
    return new Look(
        ledger == null ? -1 : ledger.getModalities().stream().mapToLong(m -> m.getIn()).sum(),
        ledger == null ? 0 : ledger.getOpened(),
        ledger == null ? 0 : ledger.getFinished(),
        ledger == null
            ? 0
            : ledger.getModalities().stream()
                .mapToLong(m -> m.getLate() + m.getError() + m.getDeadLetter() + m.getDuplicate())
                .sum(),
        cpu,
        collections,
        weigh ? heap() : 0,
        weigh ? resident() : 0,
        weigh ? stores() : 0,
        lags.size(),
        lags.values().stream().mapToLong(LagInfo::offsetLag).max().orElse(0));
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long resident() throws IOException {
    return Files.readAllLines(STATUS).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow()
        << 10;
  }

  private long stores() throws IOException {
    try (Stream<Path> files = Files.walk(config.stateDir())) {
      return files.mapToLong(ScaleInstance::size).sum();
    }
  }

  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      // a store's background threads delete files while they are counted
      return 0;
    }
  }

  private Map<Integer, LagInfo> lags(String pipeline) {
    return job.streams()
        .allLocalStorePartitionLags()
        .getOrDefault(Stores.Names.of(pipeline).windows(), Map.of());
  }
}
