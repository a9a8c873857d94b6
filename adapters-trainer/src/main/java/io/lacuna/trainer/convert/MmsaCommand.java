package io.lacuna.trainer.convert;

import io.lacuna.trainer.convert.pickle.PickleFile;
import io.lacuna.trainer.data.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code data convert mmsa}: an MMSA pickle (MOSI, MOSEI, SIMS). */
@Command(
    name = "mmsa",
    mixinStandardHelpOptions = true,
    description = {
      "A pickle as the MMSA framework has them: a dictionary of the splits train, valid and test,"
          + " each with id, regression_labels, raw_text, text, audio and vision.",
      "Nothing but plain values and numpy arrays is unpickled; one array may have 2 GiB."
    },
    footer = {"", "Example: ./lacuna data convert mmsa aligned_50.pkl --out corpora/mosi"})
final class MmsaCommand implements Callable<Integer> {
  private static final Map<String, Split> SPLITS =
      Map.of("train", Split.TRAIN, "valid", Split.VALIDATION, "test", Split.TEST);

  /** Ours, theirs, and where theirs says how many vectors are real. */
  private static final String[][] MODALITIES = {
    {"text", "text", "text_bert"},
    {"audio", "audio", "audio_lengths"},
    {"image", "vision", "vision_lengths"}
  };

  private static final String VIDEO_END = "$_$";

  @Spec private CommandSpec spec;
  @Mixin private ConvertOptions options;
  @Mixin private FeatureOptions features;

  @Parameters(paramLabel = "FILE", description = "the pickle")
  private Path file;

  @Option(
      names = "--range",
      paramLabel = "MIN,MAX",
      converter = LabelRange.Converter.class,
      description = "of the sentiment; labels outside are moved to its ends (default: -3,3)")
  private LabelRange range = new LabelRange(-3, 3);

  @Option(
      names = "--raw-text",
      description = "the words themselves are the text, not their feature vectors")
  private boolean rawText;

  @Option(
      names = "--ungrouped",
      description = "each utterance is a group of its own, for splits that cut through videos")
  private boolean ungrouped;

  private final Map<String, Split> splitOf = new HashMap<>();

  @Override
  public Integer call() throws IOException {
    int frames = features.frames(spec);
    Tally tally = new Tally();
    try (FolderWriter writer = new FolderWriter(options.out(), tally)) {
      for (String[] m : MODALITIES) {
        writer.features(m[0], features.mode(), frames);
      }
      for (Map.Entry<Split, MmsaSplit> e : splits().entrySet()) {
        for (int i = 0; i < e.getValue().size(); i++) {
          convert(e.getValue(), i, e.getKey(), writer, tally);
        }
      }
      options.report(writer.finish(description(), file.toString()), tally);
    }
    return 0;
  }

  private Map<Split, MmsaSplit> splits() throws IOException {
    if (!(PickleFile.read(file) instanceof Map<?, ?> map)) {
      throw new ConvertException(file + " holds no dictionary of splits");
    }
    for (Object key : map.keySet()) {
      if (!SPLITS.containsKey(String.valueOf(key))) {
        throw new ConvertException(
            file + ": '" + key + "' is no split; allowed are train, valid and test");
      }
    }
    Map<Split, MmsaSplit> splits = new LinkedHashMap<>();
    for (String name : new String[] {"train", "valid", "test"}) {
      if (map.containsKey(name)) {
        splits.put(SPLITS.get(name), new MmsaSplit(map.get(name), file + ": " + name));
      }
    }
    return splits;
  }

  private void convert(MmsaSplit from, int i, Split split, FolderWriter writer, Tally tally)
      throws IOException {
    String where = from.where(i);
    String id = from.text("id", i);
    int end = id.indexOf(VIDEO_END);
    if (end < 1 && !ungrouped) {
      tally.add("ids without " + VIDEO_END + ", each a group of its own");
    }
    String group = end < 1 || ungrouped ? id : id.substring(0, end);
    Split before = splitOf.putIfAbsent(group, split);
    if (before != null && before != split) {
      throw new ConvertException(
          where
              + ": video '"
              + group
              + "' lies in two splits; with --ungrouped each utterance is a group of its own");
    }
    Sample sample = new Sample(id, group, split);
    double label = range.clamp(from.number("regression_labels", i), where, tally);
    sample.labels().put("sentiment", label);
    for (String[] m : MODALITIES) {
      boolean words = rawText && m[0].equals("text");
      if (!words && from.has(m[1])) {
        writer.add(sample, m[0], from.frames(m[1], m[2], i), where + ": '" + m[1] + "'");
      }
    }
    addWords(sample, from, i, tally);
    writer.add(sample, where);
  }

  /** Beside features the words are for people. */
  private void addWords(Sample sample, MmsaSplit from, int i, Tally tally) throws ConvertException {
    if (!rawText && (!sample.has("text") || !from.has("raw_text"))) {
      return;
    }
    String words = from.text("raw_text", i);
    if (words.isBlank()) {
      tally.add("subjects without words");
    } else {
      sample.input("text").put("raw", words);
    }
  }

  private Description description() {
    Description d =
        options
            .describe("utterance", ungrouped ? "utterance" : "video id", note())
            .regression("sentiment", range.min(), range.max());
    return rawText ? d.text() : d;
  }

  private String note() {
    return "Converted from the MMSA pickle "
        + file.getFileName()
        + " ("
        + (features.mode() == FeatureMode.MEAN ? "means over time" : "sequences")
        + "). Not standardised.";
  }
}
