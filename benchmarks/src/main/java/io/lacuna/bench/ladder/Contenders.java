package io.lacuna.bench.ladder;

import io.lacuna.bench.ladder.contender.ContenderMain;
import io.lacuna.bench.ladder.measure.Contender;
import io.lacuna.bench.ladder.measure.Contender.Kind;
import io.lacuna.bench.ladder.python.PythonContenders;
import io.lacuna.bench.process.ChildProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Who climbs, and the command that starts each. */
final class Contenders {
  private static final String BUILD = "not built: mvn -Privals -DskipTests package";

  /** Ids of all, those that may be absent here included. */
  private static final List<String> IDS =
      List.of(
          "loop",
          "lacuna",
          "dsl",
          "dsl-size",
          "flink",
          "spark",
          "split-group",
          "split-record",
          "python-loop",
          "python-asyncio",
          "ray");

  private Contenders() {}

  /** What the command's help lists. */
  static final class Ids extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Ids() {
      super(IDS);
    }
  }

  /**
   * @throws IllegalArgumentException naming those that nobody has as an id
   */
  static void check(List<String> ids) {
    Set<String> unknown = new TreeSet<>(ids);
    IDS.forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("--contenders: " + unknown + " must be of " + IDS);
    }
  }

  /**
   * @param home of the checkout
   * @param heap of every JVM, as {@code -Xmx} has it
   * @param python what those in Python need; they are absent where it cannot be had
   */
  static List<Contender> all(Path home, String heap, PythonContenders python) throws IOException {
    List<Contender> all = new ArrayList<>();
    all.add(own("loop", "bare DJL loop, features at hand", Kind.LOOP, heap));
    all.add(own("lacuna", "Lacuna, exactly once", Kind.PRODUCT, heap));
    all.add(own("dsl", "Kafka Streams DSL, outer joins, a record a call", Kind.RIVAL, heap));
    all.add(
        own(
            "dsl-size",
            "the same in batches of 8 by size only (Seldon's pattern)",
            Kind.RIVAL,
            heap));
    all.add(
        rival(
            home,
            heap,
            "flink",
            "Flink 2.1 mini-cluster, exactly once",
            "io.lacuna.rivals.flink.FlinkContender"));
    all.add(
        rival(
            home,
            heap,
            "spark",
            "Spark 4.0 Structured Streaming, local[2]",
            "io.lacuna.rivals.spark.SparkContender"));
    all.add(
        own("split-group", "Lacuna, emulated: a forward per adapter and mask", Kind.PRODUCT, heap));
    all.add(
        own(
            "split-record",
            "Lacuna, emulated: a forward per key (Beam's loop)",
            Kind.PRODUCT,
            heap));
    all.addAll(python.all());
    return all;
  }

  private static Contender own(String id, String title, Kind kind, String heap) {
    List<String> command =
        java(heap, List.of(), System.getProperty("java.class.path"), ContenderMain.class.getName());
    return new Contender(id, title, kind, command, Optional.empty());
  }

  /** A contender of the profile rivals, whose dependencies nobody else needs. */
  private static Contender rival(Path home, String heap, String id, String title, String main)
      throws IOException {
    Path module = home.resolve("benchmarks-rivals").resolve(id);
    Path dependencies = module.resolve("target").resolve("dependencies.txt");
    if (!Files.exists(dependencies)) {
      return new Contender(id, title, Kind.RIVAL, List.of(), Optional.of(BUILD));
    }
    String classPath =
        module.resolve("target").resolve("classes")
            + System.getProperty("path.separator")
            + Files.readString(dependencies).trim();
    List<String> opened = Files.readAllLines(module.resolve("jvm.options"));
    List<String> command = java(heap, opened, classPath, main);
    return new Contender(id, title, Kind.RIVAL, command, Optional.empty());
  }

  /** A JVM with the flags of this one that concern the engine. */
  private static List<String> java(String heap, List<String> more, String classPath, String main) {
    List<String> command = new ArrayList<>();
    command.add(ChildProcess.java());
    command.add("-Xmx" + heap);
    command.add("-XX:+UseSerialGC");
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(
            a ->
                a.startsWith("-Dai.djl")
                    || a.startsWith("-DOPT_OUT")
                    || a.startsWith("-Dlacuna.home")
                    || a.startsWith("-Djava.awt")
                    || a.startsWith("--enable-native-access"))
        .forEach(command::add);
    command.addAll(more);
    command.addAll(List.of("-cp", classPath, main));
    return command;
  }
}
