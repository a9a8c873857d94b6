package io.lacuna.model.recording;

import io.lacuna.schema.Prediction;
import io.lacuna.wire.TrustedRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.specific.SpecificDatumReader;

/**
 * The result of a replay on disk: {@code predictions.avro}, an Avro object container file with
 * every revision in the order in which it was made, and {@code run.json}, which says what made it.
 *
 * @param root the folder
 */
public record RunFolder(Path root) {
  public static final String PREDICTIONS = "predictions.avro";
  public static final String MANIFEST = "run.json";

  public RunManifest manifest() throws IOException {
    return RecordingFolder.JSON.readValue(root.resolve(MANIFEST).toFile(), RunManifest.class);
  }

  /** Opens the predictions at the first; close it after use. */
  public DataFileReader<Prediction> openPredictions() throws IOException {
    TrustedRecords.install();
    return new DataFileReader<>(
        root.resolve(PREDICTIONS).toFile(), new SpecificDatumReader<>(Prediction.class));
  }

  /**
   * Compares the predictions with the digest in the manifest.
   *
   * @throws IOException if they differ
   */
  public void verify() throws IOException {
    String listed = manifest().predictionsSha256();
    String found = RecordingFolder.sha256(root.resolve(PREDICTIONS));
    if (!found.equals(listed)) {
      throw new IOException(
          root.resolve(PREDICTIONS)
              + " has SHA-256 "
              + found
              + ", "
              + MANIFEST
              + " lists "
              + listed);
    }
  }

  /** Writes the manifest beside predictions that are complete. */
  public void seal(RunManifest about) throws IOException {
    String text = RecordingFolder.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(about);
    Files.writeString(root.resolve(MANIFEST), text + "\n");
  }
}
