package io.lacuna.trainer.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.RecordingReader;
import io.lacuna.schema.AbsenceMarker;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.RecordedRecord;
import io.lacuna.schema.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the recordings in the repository against what the data card promises. */
class CommittedRecordingsTest {
  private static final Path RECORDINGS = Path.of("..", "recordings");

  private final Map<String, PresenceMask> usable = new HashMap<>();
  private final Map<String, Instant> firstSeen = new HashMap<>();
  private final Map<String, Instant> lastSeen = new HashMap<>();
  private final Set<String> announced = new HashSet<>();
  private int broken;
  private int records;

  @ParameterizedTest
  @ValueSource(strings = {"patient", "utterance"})
  void holdEnoughOfEveryMask(String pipeline) throws IOException {
    RecordingFolder folder = new RecordingFolder(RECORDINGS.resolve(pipeline));
    folder.verify();
    read(folder);

    assertThat(count("ITA")).isGreaterThanOrEqualTo(100);
    for (String mask : List.of("IT-", "I-A", "-TA")) {
      assertThat(count(mask)).as(mask).isGreaterThanOrEqualTo(30);
    }
    Map<String, Integer> promised = folder.manifest().counts().get("presence");
    for (PresenceMask mask : PresenceMask.nonEmpty()) {
      assertThat(count(mask.toString())).isEqualTo(promised.get(mask.toString()));
    }
    assertThat(folder.truth().keySet()).containsAll(usable.keySet());
    assertThat((double) broken / records).isBetween(0.02, 0.03);
    assertThat(announced).hasSizeGreaterThan(40);
  }

  @ParameterizedTest
  @ValueSource(strings = {"patient", "utterance"})
  void samplesOfASubjectWereObservedTogether(String pipeline) throws IOException {
    read(new RecordingFolder(RECORDINGS.resolve(pipeline)));
    Duration window = FeedProfile.of(pipeline).window();
    for (String subject : firstSeen.keySet()) {
      Duration apart = Duration.between(firstSeen.get(subject), lastSeen.get(subject));
      assertThat(apart).as(subject).isLessThan(window);
    }
  }

  @Test
  void areSmallEnoughForTheRepository() throws IOException {
    long bytes = 0;
    try (var files = Files.walk(RECORDINGS)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    }
    assertThat(bytes).isBetween(10_000_000L, 28_000_000L);
  }

  private void read(RecordingFolder folder) throws IOException {
    try (RecordingReader feed = folder.openFeed()) {
      while (feed.hasNext()) {
        RecordedRecord record = feed.next();
        records++;
        var sample = Decoded.sample(record, feed.schemas().get(1));
        if (sample.isEmpty() || sample.get().getEventTime().isAfter(record.getTimestamp())) {
          broken++;
        } else {
          note(record, sample.get());
        }
      }
    }
  }

  private void note(RecordedRecord record, Sample sample) throws IOException {
    String subject = StandardCharsets.UTF_8.decode(record.getKey()).toString();
    assertThat(sample.getSubject()).isEqualTo(subject);
    assertThat(record.getTopic()).isEqualToIgnoringCase(sample.getModality().name());
    if (sample.getPayload() instanceof AbsenceMarker) {
      announced.add(subject + sample.getModality());
    } else if (isReadable(sample)) {
      PresenceMask before = usable.getOrDefault(subject, PresenceMask.NONE);
      usable.put(subject, before.with(sample.getModality()));
      Instant time = sample.getEventTime();
      firstSeen.merge(subject, time, (a, b) -> a.isBefore(b) ? a : b);
      lastSeen.merge(subject, time, (a, b) -> a.isAfter(b) ? a : b);
    } else {
      broken++;
    }
  }

  private static boolean isReadable(Sample sample) {
    if (!(sample.getPayload() instanceof InlineBytes inline)) {
      return false;
    }
    byte[] bytes = inline.getBytes().array();
    try {
      return switch (sample.getModality()) {
        case IMAGE -> Decoded.isWholeImage(inline.getMediaType(), bytes);
        case AUDIO -> Pcm.read(bytes).samples().length > 0;
        case TEXT -> {
          var text = StandardCharsets.UTF_8.newDecoder().decode(inline.getBytes().duplicate());
          yield !text.toString().isBlank();
        }
      };
    } catch (IOException unreadable) {
      return false;
    }
  }

  private int count(String mask) {
    return (int) usable.values().stream().filter(m -> m.toString().equals(mask)).count();
  }
}
