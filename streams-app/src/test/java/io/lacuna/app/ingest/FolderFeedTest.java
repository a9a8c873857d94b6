package io.lacuna.app.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.config.AppConfig;
import io.lacuna.schema.AbsenceMarker;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of the watched folder, look by look. */
class FolderFeedTest {
  private static final Instant SEEN = Instant.parse("2026-01-31T11:58:00.250Z");

  @TempDir Path dir;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AppConfig config = Door.config(Map.of("ingest.in.flight.max", "2"));
  private final RegistryAvro registry = RegistryAvro.connect(config.registry());
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private Path folder;
  private FolderFeed feed;

  @BeforeEach
  void start() throws IOException {
    folder = Files.createDirectory(dir.resolve("in"));
    feed = feed();
  }

  /** What a start of the process makes. */
  private FolderFeed feed() {
    Ingest ingest =
        new Ingest(
            config, new SampleSender(registry, producer), meters, InstantSource.fixed(Door.NOW));
    return new FolderFeed(folder, ingest);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private Path put(String path, byte[] bytes) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, FileTime.from(SEEN));
    return file;
  }

  private List<Sample> sent() throws Exception {
    List<Sample> samples = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> record : producer.history()) {
      samples.add(registry.decode(record.value(), Sample.class));
    }
    return samples;
  }

  @Test
  void aFileIsSentWhenTwoLooksFoundItTheSame() throws Exception {
    Path file = put("patient/p1/scan.png", Door.PNG);
    assertThat(feed.look()).isEqualTo(new FolderLook(0, 0, 1));
    Files.write(file, Arrays.copyOf(Door.PNG, 20)); // still being written
    Files.setLastModifiedTime(file, FileTime.from(SEEN));
    assertThat(feed.look()).isEqualTo(new FolderLook(0, 0, 1));
    assertThat(feed.look()).isEqualTo(new FolderLook(1, 0, 0));
    Sample sample = sent().get(0);
    assertThat(sample.getSubject()).isEqualTo("p1");
    assertThat(sample.getModality()).isEqualTo(Modality.IMAGE);
    assertThat(sample.getEventTime()).isEqualTo(SEEN);
    assertThat(((InlineBytes) sample.getPayload()).getBytes().remaining()).isEqualTo(20);
    assertThat(file).doesNotExist();
    assertThat(folder.resolve("done/patient/p1/scan.png")).exists();
    assertThat(feed.look()).isEqualTo(new FolderLook(0, 0, 0));
    assertThat(meters.get("lacuna.ingest.accepted").tag("door", "folder").counter().count())
        .isOne();
  }

  @Test
  void aSideCarSaysMoreAndGoesAlong() throws Exception {
    put("patient/p1/note.txt", "no effusion".getBytes());
    put(
        "patient/p1/note.txt.json",
        "{\"eventTime\": \"2026-01-31T10:00:00Z\", \"site\": \"north\"}".getBytes());
    feed.look();
    feed.look();
    assertThat(sent().get(0).getEventTime()).isEqualTo(Instant.parse("2026-01-31T10:00:00Z"));
    assertThat(sent().get(0).getSite()).isEqualTo("north");
    assertThat(folder.resolve("done/patient/p1/note.txt.json")).exists();
    assertThat(folder.resolve("patient/p1/note.txt.json")).doesNotExist();
  }

  @Test
  void anAbsenceStandsAlone() throws Exception {
    put("patient/p1/a.absent.json", "{\"modality\": \"audio\", \"absent\": \"masked\"}".getBytes());
    feed.look();
    feed.look();
    assertThat(sent().get(0).getPayload()).isEqualTo(new AbsenceMarker(AbsenceReason.MASKED));
    assertThat(folder.resolve("done/patient/p1/a.absent.json")).exists();
  }

  @Test
  void whatCannotBeASampleIsPutAsideWithTheReason() throws Exception {
    put("patient/p1/scan.bmp", new byte[10]);
    put("patient/p1/scan.png", new byte[10]);
    put("patient/p1/large.png", Arrays.copyOf(Door.PNG, 300_000));
    put("patient/p1/b.absent.json", "{\"modality\": \"smell\", \"absent\": \"masked\"}".getBytes());
    put("ward/p1/scan.png", Door.PNG);
    put("patient/lost.png", Door.PNG);
    put("patient/p1/c.txt", "words".getBytes());
    put("patient/p1/c.txt.json", "{".getBytes());
    feed.look();
    assertThat(feed.look()).isEqualTo(new FolderLook(0, 7, 0));
    assertReason("patient/p1/scan.bmp", "unsupported-media-type");
    assertReason("patient/p1/scan.png", "wrong-payload");
    assertReason("patient/p1/large.png", "too-large");
    assertReason("patient/p1/b.absent.json", "bad-field");
    assertReason("ward/p1/scan.png", "unknown-pipeline");
    assertReason("patient/lost.png", "malformed");
    assertReason("patient/p1/c.txt", "malformed");
    assertThat(producer.history()).isEmpty();
  }

  private void assertReason(String path, String reason) throws IOException {
    Path refused = folder.resolve("refused").resolve(path);
    assertThat(refused).exists();
    Path why = refused.resolveSibling(refused.getFileName() + ".reason.json");
    assertThat(new ObjectMapper().readTree(why.toFile()).get("type").asText())
        .isEqualTo("urn:lacuna:problem:" + reason);
  }

  @Test
  void linksAreNotFollowed() throws Exception {
    Path secret = Files.write(dir.resolve("secret.txt"), "secret".getBytes());
    Path elsewhere = Files.createDirectories(dir.resolve("elsewhere/p2")).getParent();
    Files.write(elsewhere.resolve("p2/x.txt"), "secret".getBytes());
    put("patient/p1/note.txt", "note".getBytes());
    Files.createSymbolicLink(folder.resolve("patient/p1/link.txt"), secret);
    Files.createSymbolicLink(folder.resolve("patient/p9"), elsewhere.resolve("p2"));
    Files.createSymbolicLink(folder.resolve("patient/p1/note.txt.json"), secret);
    feed.look();
    assertThat(feed.look()).isEqualTo(new FolderLook(0, 2, 1));
    assertThat(producer.history()).isEmpty();
    assertThat(elsewhere.resolve("p2/x.txt")).exists();
    assertThat(secret).exists();
  }

  @Test
  void whatIsBeingWrittenOrHiddenIsLeftAlone() throws Exception {
    put("patient/p1/.scan.png", Door.PNG);
    put("patient/p1/scan.png.part", Door.PNG);
    put("patient/p1/scan.png.tmp", Door.PNG);
    put(".git/p1/scan.png", Door.PNG);
    feed.look();
    assertThat(feed.look()).isEqualTo(new FolderLook(0, 0, 0));
  }

  @Test
  void nothingIsOverwritten() throws Exception {
    for (int i = 0; i < 3; i++) {
      put("patient/p1/scan.png", Arrays.copyOf(Door.PNG, 20 + i));
      feed.look();
      feed.look();
    }
    try (var done = Files.list(folder.resolve("done/patient/p1"))) {
      assertThat(done.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder("scan.png", "2-scan.png", "3-scan.png");
    }
  }

  @Test
  void moreFilesThanMayWaitAreSentInTurns() throws Exception {
    for (int i = 0; i < 7; i++) {
      put("patient/p" + i + "/scan.png", Door.PNG);
    }
    feed.look();
    assertThat(feed.look()).isEqualTo(new FolderLook(7, 0, 0));
    assertThat(producer.history()).hasSize(7);
  }

  @Test
  void aBrokerThatIsAwayLeavesEverythingWhereItIs() throws Exception {
    for (int i = 0; i < 5; i++) {
      put("patient/p" + i + "/scan.png", Door.PNG);
    }
    feed.look();
    producer.sendException = new TimeoutException("no broker");
    assertThat(feed.look()).isEqualTo(new FolderLook(0, 0, 5));
    producer.sendException = null;
    assertThat(feed.look()).isEqualTo(new FolderLook(5, 0, 0));
  }

  /** The process ended after the acknowledgement and before the move. */
  @Test
  void whatIsSentAgainAfterARestartIsTheSameRecord() throws Exception {
    Path file = put("patient/p1/scan.png", Door.PNG);
    feed.look();
    feed.look();
    Files.move(folder.resolve("done/patient/p1/scan.png"), file);
    feed = feed();
    feed.look();
    assertThat(feed.look().done()).isOne();
    assertThat(producer.history().get(1).value()).isEqualTo(producer.history().get(0).value());
    assertThat(producer.history().get(1).key()).isEqualTo(producer.history().get(0).key());
  }

  @Test
  void aFolderThatIsNoneIsRefused() {
    assertThatThrownBy(() -> new FolderFeed(dir.resolve("nowhere"), null))
        .hasMessageContaining("ingest.folder")
        .hasMessageContaining("must be a folder");
  }
}
