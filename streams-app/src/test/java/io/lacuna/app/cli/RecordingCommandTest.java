package io.lacuna.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.model.recording.RecordingFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs on recordings, as people call them, on the feeds of the repository. */
class RecordingCommandTest {
  private static final String PATIENT = "../recordings/patient";

  @TempDir Path dir;
  private final StringWriter err = new StringWriter();
  private String out;

  @Test
  void showsAndVerifiesTheShippedFeeds() {
    assertThat(run("show", PATIENT)).as(err.toString()).isZero();
    assertThat(out)
        .startsWith("patient-sample-feed: pipeline patient\n")
        .contains("masked      no\n")
        .containsPattern("\nimage-0 +\\d+ +0 +\\d+\n")
        .containsPattern("\naudio-1 +\\d+ +0 +\\d+\n");
    assertThat(run("show", "--json", PATIENT)).isZero();
    assertThat(out).startsWith("{\n  \"name\" : \"patient-sample-feed\"");
    for (String pipeline : new String[] {"patient", "utterance"}) {
      assertThat(run("verify", "../recordings/" + pipeline)).as(err.toString()).isZero();
      assertThat(out).endsWith(" ok, 2 files\n");
    }
  }

  @Test
  void masksAFeedAndSplitsTheCopy() throws IOException {
    Path masked = dir.resolve("masked");
    assertThat(run("mask", PATIENT, "--mask", "ids,payloads", "--out", masked.toString()))
        .as(err.toString())
        .isZero();
    assertThat(out).contains("masked      ids, payloads\n");
    RecordingFolder before = new RecordingFolder(Path.of(PATIENT));
    RecordingFolder after = new RecordingFolder(masked);
    assertThat(after.manifest().counts().get("records"))
        .isEqualTo(before.manifest().counts().get("records"));
    assertThat(after.truth()).hasSameSizeAs(before.truth());
    assertThat(after.truth().keySet()).noneMatch(subject -> subject.startsWith("P-"));

    Path pieces = dir.resolve("pieces");
    assertThat(
            run("split", masked.toString(), "--by", "time", "--every", "10m", "--out", "" + pieces))
        .as(err.toString())
        .isZero();
    assertThat(out.lines()).hasSize(5);
    assertThat(run("split", masked.toString(), "--by", "partition", "--out", dir + "/p")).isZero();
    assertThat(out.lines()).containsExactly(dir + "/p/partition-0", dir + "/p/partition-1");
    assertThat(run("verify", dir + "/p/partition-1")).as(err.toString()).isZero();
  }

  @Test
  void refusalsAreOneLine() throws IOException {
    Path changed = Files.createDirectories(dir.resolve("changed"));
    for (String file : new String[] {"feed.avro", "recording.json"}) {
      Files.copy(Path.of(PATIENT).resolve(file), changed.resolve(file));
    }
    Files.writeString(changed.resolve("truth.jsonl"), "");
    assertThat(run("verify", changed.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("truth.jsonl has SHA-256").containsOnlyOnce("\n");

    refused("is no recording, or was interrupted", "show", dir.toString());
    refused("--mask must name what to mask", "mask", PATIENT, "--out", dir + "/m");
    refused("'names' must be one of ids", "mask", PATIENT, "--mask", "names", "--out", dir + "/m");
    Path key = Files.writeString(dir.resolve("key"), "short");
    refused(
        "a mask key of 5 bytes is too short",
        "mask",
        PATIENT,
        "--mask",
        "ids",
        "--mask-key",
        key.toString(),
        "--out",
        dir + "/m");
    refused("--by size must be", "split", PATIENT, "--by", "size", "--out", dir + "/s");
    refused("--every goes with --by time", "split", PATIENT, "--by", "time", "--out", dir + "/s");
    refused(
        "--every 0s must be like",
        "split",
        PATIENT,
        "--by",
        "time",
        "--every",
        "0s",
        "--out",
        dir + "/s");
    refused(
        "holds a recording; choose a new folder",
        "mask",
        PATIENT,
        "--mask",
        "ids",
        "--out",
        PATIENT);
  }

  private void refused(String why, String... args) {
    err.getBuffer().setLength(0);
    assertThat(run(args)).as(err.toString()).isEqualTo(Main.REFUSED);
    assertThat(err.toString()).startsWith("refused: ").contains(why).containsOnlyOnce("\n");
  }

  private int run(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "recording";
    System.arraycopy(args, 0, all, 1, args.length);
    PrintStream before = System.out;
    var bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      return Main.commandLine().setErr(new PrintWriter(err, true)).execute(all);
    } finally {
      System.setOut(before);
      out = bytes.toString(StandardCharsets.UTF_8);
    }
  }
}
