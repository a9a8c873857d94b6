package io.lacuna.trainer.convert;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;

/** The labels and the sequences of each modality, open together. */
final class CsdInputs implements AutoCloseable {
  private final Path labelFile;
  private final CsdFile labels;
  private final SortedSet<String> labelled;
  private final int labelWidth;
  private final Map<String, CsdFile> files = new LinkedHashMap<>();
  private final Map<String, SortedSet<String>> keys = new LinkedHashMap<>();
  private final Map<String, Boolean> words = new LinkedHashMap<>();

  /**
   * @param sequences by modality
   * @throws ConvertException if a file is no sequence, or the labels have other than 1 or 7 columns
   */
  CsdInputs(Path labelFile, Map<String, Path> sequences) throws IOException {
    this.labelFile = labelFile;
    this.labels = new CsdFile(labelFile);
    try {
      labelled = labels.videos();
      if (labelled.isEmpty()) {
        throw new ConvertException(labelFile + " has labels of no video");
      }
      labelWidth = labels.read(labelled.first()).width();
      if (labelWidth != 1 && labelWidth != 7) {
        throw new ConvertException(
            labelFile + " has " + labelWidth + " columns; labels must have 1 or 7");
      }
      for (Map.Entry<String, Path> e : sequences.entrySet()) {
        open(e.getKey(), e.getValue());
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private void open(String modality, Path path) throws IOException {
    CsdFile file = new CsdFile(path);
    files.put(modality, file);
    SortedSet<String> videos = file.videos();
    keys.put(modality, videos);
    boolean spoken = !videos.isEmpty() && file.read(videos.first()).words().length > 0;
    if (spoken && !modality.equals("text")) {
      throw new ConvertException(path + " holds words; they are for --text");
    }
    words.put(modality, spoken);
  }

  SortedSet<String> labelled() {
    return labelled;
  }

  int labelWidth() {
    return labelWidth;
  }

  /** Whether a modality is given as words, not as vectors. */
  boolean words(String modality) {
    return words.getOrDefault(modality, false);
  }

  Sequence labels(String key) throws ConvertException {
    Sequence truth = labels.read(key);
    if (truth.width() != labelWidth || truth.words().length > 0) {
      throw new ConvertException(
          labelFile + ": '" + key + "' must have " + labelWidth + " columns of numbers");
    }
    return truth;
  }

  /** What each modality has under a key, or else of the whole video. */
  Map<String, Sequence> read(String key, String video) throws ConvertException {
    Map<String, Sequence> found = new LinkedHashMap<>();
    for (Map.Entry<String, CsdFile> e : files.entrySet()) {
      SortedSet<String> there = keys.get(e.getKey());
      String of = there.contains(key) ? key : video;
      if (there.contains(of)) {
        Sequence s = e.getValue().read(of);
        if (s.rows() > 0 && s.words().length > 0 != words(e.getKey())) {
          throw new ConvertException(
              e.getValue().path()
                  + ": '"
                  + of
                  + "' has words where others have vectors, or the other way");
        }
        found.put(e.getKey(), s);
      }
    }
    return found;
  }

  @Override
  public void close() {
    labels.close();
    files.values().forEach(CsdFile::close);
  }
}
