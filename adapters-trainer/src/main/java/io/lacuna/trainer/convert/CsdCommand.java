package io.lacuna.trainer.convert;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.lacuna.trainer.data.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code data convert csd}: computational sequences of the CMU multimodal SDK. */
@Command(
    name = "csd",
    mixinStandardHelpOptions = true,
    description = {
      "CMU-SDK .csd files: one subject for each interval of the labels, with the rows of each"
          + " sequence that overlap it.",
      "Labels have 1 column (sentiment) or 7: sentiment, happy, sad, anger, surprise, disgust,"
          + " fear; an emotion counts from more than 0."
    },
    footer = {
      "",
      "Example: ./lacuna data convert csd --labels labels.csd --text glove.csd \\",
      "  --audio covarep.csd --splits folds.csv --out corpora/mosei"
    })
final class CsdCommand implements Callable<Integer> {
  private static final List<String> EMOTIONS =
      List.of("happy", "sad", "anger", "surprise", "disgust", "fear");
  private static final LabelRange SENTIMENT = new LabelRange(-3, 3);

  /** Aligned sequences have a key per segment. */
  private static final Pattern SEGMENT = Pattern.compile("(.+)\\[\\d+]");

  @Spec private CommandSpec spec;
  @Mixin private ConvertOptions options;
  @Mixin private FeatureOptions features;

  @Option(names = "--labels", paramLabel = "FILE", required = true, description = "the labels")
  private Path labels;

  @Option(names = "--text", paramLabel = "FILE", description = "words, or their vectors")
  private Path text;

  @Option(names = "--audio", paramLabel = "FILE", description = "feature vectors")
  private Path audio;

  @Option(names = "--image", paramLabel = "FILE", description = "feature vectors")
  private Path image;

  @Option(
      names = "--splits",
      paramLabel = "FILE",
      description =
          "lines VIDEO,SPLIT with train, validation or test; other videos are left out"
              + " (default: all train)")
  private Path splitFile;

  private final Tally tally = new Tally();

  @Override
  public Integer call() throws IOException {
    Map<String, Path> files = new LinkedHashMap<>();
    files.put("text", text);
    files.put("audio", audio);
    files.put("image", image);
    files.values().removeIf(f -> f == null);
    if (files.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "name at least one of --text, --audio and --image");
    }
    int frames = features.frames(spec);
    SplitChoice splits = splitFile == null ? SplitChoice.allTrain() : SplitChoice.read(splitFile);
    try (FolderWriter writer = new FolderWriter(options.out(), tally);
        CsdInputs inputs = new CsdInputs(labels, files)) {
      for (String modality : files.keySet()) {
        if (!inputs.words(modality)) {
          writer.features(modality, features.mode(), frames);
        }
      }
      Description d = describe(inputs);
      for (String key : inputs.labelled()) {
        video(key, inputs, splits, writer);
      }
      options.report(writer.finish(d, labels.toString()), tally);
    }
    return 0;
  }

  private void video(String key, CsdInputs inputs, SplitChoice splits, FolderWriter writer)
      throws IOException {
    Matcher segment = SEGMENT.matcher(key);
    String video = segment.matches() ? segment.group(1) : key;
    Optional<Split> split = splits.of(video);
    if (split.isEmpty()) {
      tally.add("label keys whose video is in no split, left out");
      return;
    }
    Sequence truth = inputs.labels(key);
    Map<String, Sequence> found = inputs.read(key, video);
    for (int i = 0; i < truth.rows(); i++) {
      boolean whole = segment.matches() && truth.rows() == 1;
      Sample sample = new Sample(whole ? key : key + "[" + i + "]", video, split.get());
      String where = labels + ": '" + key + "' row " + i;
      label(sample, truth, i, where);
      for (Map.Entry<String, Sequence> e : found.entrySet()) {
        input(sample, e.getKey(), e.getValue(), truth.starts()[i], truth.ends()[i], writer, where);
      }
      writer.add(sample, where);
    }
  }

  private void label(Sample sample, Sequence truth, int row, String where) throws ConvertException {
    int at = row * truth.width();
    double sentiment = SENTIMENT.clamp(truth.values()[at], where, tally);
    sample.labels().put("sentiment", sentiment);
    if (truth.width() > 1) {
      ArrayNode emotions = sample.labels().putArray("emotion");
      for (int e = 1; e < truth.width(); e++) {
        float value = truth.values()[at + e];
        if (Float.isNaN(value)) {
          throw new ConvertException(where + ": " + EMOTIONS.get(e - 1) + " must be a number");
        }
        emotions.add(value > 0 ? 1 : 0);
      }
    }
  }

  private void input(
      Sample sample,
      String modality,
      Sequence s,
      double from,
      double to,
      FolderWriter writer,
      String where)
      throws IOException {
    if (s.words().length == 0) {
      writer.add(sample, modality, s.within(from, to), where + ": " + modality);
      return;
    }
    String spoken = s.spoken(from, to);
    if (spoken.isEmpty()) {
      tally.add("subjects without words");
    } else {
      sample.input(modality).put("raw", spoken);
    }
  }

  private Description describe(CsdInputs inputs) throws ConvertException {
    String how = features.mode() == FeatureMode.MEAN ? "means over the label's time" : "sequences";
    Description d =
        options
            .describe(
                "utterance",
                "video id",
                "Converted from CMU-SDK computational sequences (" + how + "). Not standardised.")
            .regression("sentiment", SENTIMENT.min(), SENTIMENT.max());
    if (inputs.labelWidth() == 1 + EMOTIONS.size()) {
      d.multilabel("emotion", EMOTIONS);
    }
    return inputs.words("text") ? d.text() : d;
  }
}
