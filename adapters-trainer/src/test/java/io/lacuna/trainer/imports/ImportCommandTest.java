package io.lacuna.trainer.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.recording.Arrival;
import io.lacuna.model.recording.Delay;
import io.lacuna.model.recording.RecordedValues;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.ClaimCheck;
import io.lacuna.schema.FeatureTensor;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import io.lacuna.trainer.TrainerMain;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ImportCommandTest {
  private static final int SUBJECTS = 200;
  private static final int BIG = 300_000;
  private static final String ARRIVALS = "image=lognormal(30s,1.2),audio=fixed(2s)";

  @TempDir private Path dir;
  private final StringWriter err = new StringWriter();

  /** Every fifth subject has no text, one image is large, every tenth subject is of split test. */
  @BeforeEach
  void makeDataSet() throws IOException {
    Path data = Files.createDirectories(dir.resolve("data"));
    Files.writeString(
        data.resolve("dataset.json"),
        """
        {"name": "tiny", "pipeline": "utterance", "group": "call",
         "tasks": {"sentiment": {"type": "regression", "min": -3, "max": 3},
                   "emotion": {"type": "multilabel", "labels": ["joy", "anger"]}},
         "modalities": {"text": {"kind": "text"},
                        "image": {"kind": "file", "media_type": "image/png"},
                        "audio": {"kind": "features", "shape": [2]}}}
        """);
    Files.write(data.resolve("small.png"), new byte[] {1, 2, 3});
    Files.write(data.resolve("big.png"), new byte[BIG]);
    StringBuilder lines = new StringBuilder();
    float[] audio = new float[2 * SUBJECTS];
    for (int i = 0; i < SUBJECTS; i++) {
      audio[2 * i] = i;
      String text = i % 5 == 0 ? "" : ",\"text\":{\"raw\":\"words " + i + "\"}";
      lines.append(
          String.format(
              "{\"subject\":\"s%d\",\"group\":\"g%d\",\"split\":\"%s\","
                  + "\"labels\":{\"sentiment\":2.6,\"emotion\":[\"anger\"]}%s,"
                  + "\"image\":{\"file\":\"%s.png\"},\"audio\":{\"features\":[\"audio\",%d]}}%n",
              i, i, i % 10 == 0 ? "test" : "train", text, i == 7 ? "big" : "small", i));
    }
    Files.writeString(data.resolve("samples.jsonl"), lines);
    try (NDManager m = Torch.newManager("cpu")) {
      Safetensors.write(
          data.resolve("features.safetensors"),
          Map.of("audio", m.create(audio, new Shape(SUBJECTS, 2))),
          Map.of());
    }
  }

  @Test
  void everySampleIsThereOnceWithItsPayloadAndItsDelay() throws IOException {
    RecordingFolder recording = recording("r", "--arrivals", ARRIVALS, "--rate", "0.5");
    recording.verify();
    RecordedValues values = recording.values();
    Map<Modality, Integer> counts = new HashMap<>();
    for (Arrival arrival : arrivals(recording)) {
      Sample sample = values.sample(arrival.record()).orElseThrow();
      counts.merge(sample.getModality(), 1, Integer::sum);
      String subject = sample.getSubject();
      assertThat(sample.getModality()).isEqualTo(arrival.modality());
      assertThat(sample.getCorrelationId()).isEqualTo(subject);
      long delayMs = arrival.record().getTimestamp().toEpochMilli();
      delayMs -= sample.getEventTime().toEpochMilli();
      assertThat(delayMs)
          .isEqualTo(
              switch (sample.getModality()) {
                case AUDIO -> 2_000L;
                case TEXT -> 0L;
                case IMAGE -> Delay.parse("lognormal(30s,1.2)").drawMs(7, Modality.IMAGE, subject);
              });
      checkPayload(sample, arrival);
    }
    assertThat(counts)
        .isEqualTo(Map.of(Modality.IMAGE, 200, Modality.TEXT, 160, Modality.AUDIO, 200));
    double seconds =
        (recording.manifest().lastEventTimeMs() - recording.manifest().firstEventTimeMs()) / 1e3;
    assertThat(SUBJECTS / seconds).isCloseTo(0.5, within(0.1));
    assertThat(recording.partitions()).containsExactly(0, 1, 2, 3);
  }

  private static void checkPayload(Sample sample, Arrival arrival) {
    int i = Integer.parseInt(sample.getSubject().substring(1));
    switch (sample.getModality()) {
      case AUDIO -> {
        FeatureTensor tensor = (FeatureTensor) sample.getPayload();
        assertThat(tensor.getShape()).containsExactly(2);
        assertThat(tensor.getValues().order(ByteOrder.LITTLE_ENDIAN).getFloat(0)).isEqualTo(i);
      }
      case TEXT -> {
        InlineBytes text = (InlineBytes) sample.getPayload();
        assertThat(StandardCharsets.UTF_8.decode(text.getBytes()).toString())
            .isEqualTo("words " + i);
      }
      case IMAGE -> {
        if (i == 7) {
          assertThat(((ClaimCheck) sample.getPayload()).getSize()).isEqualTo(BIG);
          assertThat(arrival.record().getClaim().remaining()).isEqualTo(BIG);
        } else {
          assertThat(((InlineBytes) sample.getPayload()).getBytes().remaining()).isEqualTo(3);
          assertThat(arrival.record().getClaim()).isNull();
        }
      }
    }
  }

  @Test
  void theSameSeedGivesTheSameBytesAndAnotherDoesNot() throws IOException {
    RecordingFolder a = recording("a", "--arrivals", ARRIVALS);
    RecordingFolder b = recording("b", "--arrivals", ARRIVALS);
    RecordingFolder c = recording("c", "--arrivals", ARRIVALS, "--seed", "8");
    assertThat(Files.readString(b.root().resolve("recording.json")))
        .isEqualTo(Files.readString(a.root().resolve("recording.json")));
    assertThat(c.manifest().sha256().get("image-0.avro"))
        .isNotEqualTo(a.manifest().sha256().get("image-0.avro"));
  }

  @Test
  void labelsAreWrittenAsTheFeedsHaveThem() throws IOException {
    RecordingFolder recording = recording("t", "--split", "test", "--partitions", "1");
    assertThat(recording.truth()).hasSize(SUBJECTS / 10);
    assertThat(Files.readAllLines(recording.root().resolve("truth.jsonl")))
        .contains("{\"subject\":\"s10\",\"labels\":{\"sentiment\":2.6,\"emotion\":[0,1]}}");
    assertThat(recording.partitions()).containsExactly(0);
    assertThat(recording.manifest().pipeline()).isEqualTo("utterance");
  }

  @Test
  void refusesWhatCannotBe() {
    refused("must be modality=delay", "--arrivals", "30s");
    refused("--rate 0.0 must be in", "--rate", "0");
    refused("--partitions 0 must be at least 1", "--partitions", "0");
    refused("must be train, validation, test or all", "--split", "dev");
    refused("no subject in this split", "--split", "validation");
  }

  private void refused(String why, String... options) {
    err.getBuffer().setLength(0);
    assertThat(run("refused", options)).isEqualTo(1);
    assertThat(err.toString()).contains(why).containsOnlyOnce("\n");
  }

  private RecordingFolder recording(String name, String... options) {
    assertThat(run(name, options)).as(err.toString()).isZero();
    return new RecordingFolder(dir.resolve(name));
  }

  private int run(String name, String... options) {
    List<String> args = new ArrayList<>();
    args.addAll(List.of("import", "--data", dir + "/data", "--out", dir.resolve(name).toString()));
    args.addAll(List.of(options));
    CommandLine commandLine = TrainerMain.commandLine();
    return commandLine.setErr(new PrintWriter(err, true)).execute(args.toArray(String[]::new));
  }

  private static List<Arrival> arrivals(RecordingFolder recording) throws IOException {
    List<Arrival> all = new ArrayList<>();
    for (int partition : recording.partitions()) {
      try (var arrivals = recording.arrivals(partition)) {
        arrivals.forEachRemaining(all::add);
      }
    }
    return all;
  }
}
