package io.lacuna.trainer.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lacuna.trainer.ChildJvm;
import io.lacuna.trainer.TinyFeatures;
import io.lacuna.trainer.TrainerMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are cut off, changed, or shared by processes. */
class ResumedComparisonTest {
  private static final FileTime LONG_AGO = FileTime.fromMillis(0);

  @TempDir Path folder;
  private Path config;
  private Path run;

  @BeforeEach
  void make() throws IOException {
    TinyFeatures tiny = new TinyFeatures(folder.resolve("data"));
    tiny.make(false);
    config = tiny.config();
    run = folder.resolve("run");
  }

  private String[] options(Path out, String... more) {
    List<String> all = new ArrayList<>(List.of("--config", config.toString()));
    all.addAll(List.of("--out", out.toString(), "--json", "--folds", "3", "--seeds", "2"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private CompareRun compare(String... more) {
    CompareRun result = CompareRun.of(options(run, more));
    assertThat(result.code()).as(result.err()).isZero();
    return result;
  }

  @Test
  void aRunThatLostHalfOfItsUnitsComputesThoseAlone() throws IOException {
    String[] methods = {"--jobs", "1", "--methods", "adapter,head-only,prior"};
    String whole = compare(methods).out();
    List<Path> units = CompareRun.units(run);
    assertThat(units).hasSize(3 * 2 * 3);
    for (int i = 0; i < units.size(); i++) {
      if (i % 2 == 0) {
        Files.delete(units.get(i));
      } else {
        Files.setLastModifiedTime(units.get(i), LONG_AGO);
      }
    }

    assertThat(compare(methods).out()).isEqualTo(whole);

    assertThat(CompareRun.units(run)).isEqualTo(units);
    for (int i = 0; i < units.size(); i++) {
      boolean kept = Files.getLastModifiedTime(units.get(i)).equals(LONG_AGO);
      assertThat(kept).as("unit %s was kept", i).isEqualTo(i % 2 == 1);
    }
  }

  @Test
  void aMethodOrSeedMoreComputesWhatIsNewAndASettingWhatHangsOnIt() throws IOException {
    compare("--jobs", "1", "--methods", "adapter,head-only");
    assertThat(CompareRun.units(run)).hasSize(12);
    String before = compare("--jobs", "1", "--methods", "adapter,head-only,prior").out();
    assertThat(CompareRun.units(run)).hasSize(18);

    String text = Files.readString(config);
    Files.writeString(config, text.replace("\"experts\": 2", "\"experts\": 1"));
    String after = compare("--jobs", "1", "--methods", "adapter,head-only,prior").out();
    assertThat(CompareRun.units(run)).as("the adapter's alone").hasSize(18 + 6);
    assertThat(after).isNotEqualTo(before);

    Files.writeString(config, text);
    assertThat(compare("--jobs", "1", "--methods", "adapter,head-only,prior").out())
        .isEqualTo(before);
    Path data = folder.resolve("data/samples.jsonl");
    Files.writeString(
        data, Files.readString(data).replaceFirst("\"group\":\"g0\"", "\"group\":\"g1\""));
    compare("--jobs", "1", "--methods", "prior");
    assertThat(CompareRun.units(run)).as("other data").hasSize(18 + 6 + 6);
  }

  @Test
  void aFileThatIsNotTheUnitOfItsNameIsRefused() throws IOException {
    String[] methods = {"--jobs", "1", "--methods", "prior"};
    compare(methods);
    List<Path> units = CompareRun.units(run);
    Files.writeString(units.get(0), Files.readString(units.get(1)));
    CompareRun refused = CompareRun.of(options(run, methods));
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains(units.get(0).getFileName().toString(), "delete it");
  }

  @Test
  void processesThatShareTheUnitsFindWhatOneFinds() throws IOException {
    String[] what = {"--methods", "adapter,prior", "--protocol", "fixed,random,mora70"};
    String together = compare(with(what, "--jobs", "2")).out();
    List<String> names = names(run);

    run = folder.resolve("alone");
    assertThat(compare(with(what, "--jobs", "1")).out()).isEqualTo(together);
    assertThat(names(run)).isEqualTo(names).hasSize(2 * 2 * 3 * (1 + 3));
    assertThat(together.lines()).hasSize(3);
  }

  @Test
  void aRunThatWasKilledGoesOnFromWhatItHad() throws Exception {
    String[] what = {"--jobs", "1", "--methods", "adapter,head-only", "--protocol", "random"};
    List<String> args = new ArrayList<>(List.of("compare"));
    args.addAll(List.of(options(run, what)));
    Process child =
        ChildJvm.of(256, TrainerMain.class, args.toArray(String[]::new))
            .redirectOutput(folder.resolve("child.log").toFile())
            .start();
    try {
      await()
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> !child.isAlive() || unitsThere() > 0);
    } finally {
      child.destroyForcibly().waitFor();
    }
    assertThat(unitsThere()).as(Files.readString(folder.resolve("child.log"))).isPositive();

    String resumed = compare(what).out();
    run = folder.resolve("alone");
    assertThat(compare(what).out()).isEqualTo(resumed);
  }

  private int unitsThere() throws IOException {
    return Files.isDirectory(run.resolve("units")) ? CompareRun.units(run).size() : 0;
  }

  private static List<String> names(Path run) throws IOException {
    return CompareRun.units(run).stream().map(f -> f.getFileName().toString()).toList();
  }

  private static String[] with(String[] some, String... more) {
    return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
  }
}
