package io.lacuna.app.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.model.adapter.AdapterException;
import io.lacuna.model.adapter.Refusal;
import io.lacuna.model.score.AdapterFolder;
import io.lacuna.schema.AdapterFile;
import io.lacuna.schema.Announcement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies are whole and as announced, or there are none. */
class AdapterStoreTest {
  private static final String DIGEST = "ab".repeat(32);

  @TempDir Path dir;
  private AdapterStore store;
  private Path folder;
  private Announcement announcement;

  @BeforeEach
  void announce() throws IOException {
    folder = Files.createDirectories(dir.resolve("models/adapter"));
    for (String name : AdapterFolder.SERVED) {
      Files.writeString(folder.resolve(name), "content of " + name);
    }
    store = new AdapterStore(dir.resolve("copies"), dir.resolve("models"));
    announcement = announcement(DIGEST, AdapterStore.describe(folder));
  }

  private static Announcement announcement(String digest, List<AdapterFile> files) {
    return new Announcement("id", digest, "adapter", files, List.of(), List.of());
  }

  private void refused(Announcement announcement, Refusal reason) {
    assertThatThrownBy(() -> store.fetch(announcement))
        .isInstanceOfSatisfying(
            AdapterException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    assertThat(dir.resolve("copies").resolve(DIGEST)).doesNotExist();
  }

  @Test
  void aCopyOutlivesItsOrigin() throws IOException {
    Path copy = store.fetch(announcement);
    for (String name : AdapterFolder.SERVED) {
      Files.delete(folder.resolve(name));
    }
    assertThat(store.fetch(announcement)).isEqualTo(copy);
    assertThat(copy.resolve(AdapterFolder.SERVED.get(1)))
        .hasContent("content of " + AdapterFolder.SERVED.get(1));
  }

  @Test
  void aDamagedCopyIsMadeAnew() throws IOException {
    Path copy = store.fetch(announcement);
    Files.writeString(copy.resolve(AdapterFolder.SERVED.get(0)), "rot");
    store.fetch(announcement);
    assertThat(copy.resolve(AdapterFolder.SERVED.get(0)))
        .hasContent("content of " + AdapterFolder.SERVED.get(0));
  }

  @Test
  void refusesHalfAFileAndAMissingOne() throws IOException {
    Path last = folder.resolve(AdapterFolder.SERVED.get(2));
    Files.writeString(last, "content");
    refused(announcement, Refusal.FILE_CHANGED);
    Files.delete(last);
    refused(announcement, Refusal.FILE_MISSING);
  }

  @Test
  void aCalibrationTravelsWithItsAdapter() throws IOException {
    Files.writeString(folder.resolve("calibration.json"), "scalings");
    announcement = announcement(DIGEST, AdapterStore.describe(folder));
    Files.writeString(folder.resolve("calibration.json"), "others");
    refused(announcement, Refusal.FILE_CHANGED);
    Files.writeString(folder.resolve("calibration.json"), "scalings");
    assertThat(store.fetch(announcement).resolve("calibration.json")).hasContent("scalings");
  }

  @Test
  void refusesNamesThatLeadElsewhere() {
    List<AdapterFile> files = List.of(new AdapterFile("../../secret", "00"));
    refused(announcement(DIGEST, files), Refusal.FILE_MISSING);
    refused(announcement("../evil", announcement.getFiles()), Refusal.FILE_MISSING);
  }

  @Test
  void forgetsWhatNobodyNeeds() {
    Path copy = store.fetch(announcement);
    store.keepOnly(Set.of(DIGEST));
    assertThat(copy).exists();
    store.keepOnly(Set.of());
    assertThat(copy).doesNotExist();
  }
}
