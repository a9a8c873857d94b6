package io.lacuna.trainer.corpus;

import io.lacuna.trainer.convert.ConvertCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code data make} and {@code data record}: the sample feeds' data sets and recordings; {@code
 * data convert}: data sets from users' files.
 */
@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    description = "Make the sample feeds' data sets and recordings, or data sets from your files.",
    subcommands = {CorpusCommand.Make.class, CorpusCommand.Record.class, ConvertCommand.class},
    footer = {"", "Example: ./lacuna data make --out corpora"})
public final class CorpusCommand {

  /** Makes both data set folders. */
  @Command(
      name = "make",
      mixinStandardHelpOptions = true,
      description = "Make the data set folders from installed packages (data/make-corpora.sh).",
      footer = {"", "Example: ./lacuna data make --out corpora --seed 7"})
  static final class Make implements Callable<Integer> {
    @Option(names = "--modules", description = "installed npm packages (${DEFAULT-VALUE})")
    private Path modules = Path.of("data", "node_modules");

    @Option(names = "--out", description = "folder to write (${DEFAULT-VALUE})")
    private Path out = Path.of("corpora");

    @Option(names = "--seed", description = "(${DEFAULT-VALUE})")
    private long seed = 7;

    @Option(names = "--train", description = "training subjects per set (${DEFAULT-VALUE})")
    private int train = 2400;

    @Option(names = "--validation", description = "validation subjects (${DEFAULT-VALUE})")
    private int validation = 300;

    @Option(names = "--test", description = "test subjects (${DEFAULT-VALUE})")
    private int test = 450;

    @Option(names = "--threads", description = "(${DEFAULT-VALUE})")
    private int threads = 2;

    @Override
    public Integer call() throws IOException {
      NpmModules installed = new NpmModules(modules);
      write(new PatientCorpus(installed, WordNet.load(), seed));
      write(new UtteranceCorpus(installed, seed));
      return 0;
    }

    private void write(Corpus corpus) throws IOException {
      Map<Split, Integer> sizes =
          Map.of(Split.TRAIN, train, Split.VALIDATION, validation, Split.TEST, test);
      Path folder = out.resolve(corpus.pipeline());
      new DataSetWriter(folder, corpus).write(sizes, threads);
      System.err.println("wrote " + folder);
    }
  }

  /** Makes a recording from the test split of each data set. */
  @Command(
      name = "record",
      mixinStandardHelpOptions = true,
      description = "Make the recorded feeds from the test splits of the data sets.",
      footer = {"", "Example: ./lacuna data record --corpus corpora --out recordings"})
  static final class Record implements Callable<Integer> {
    @Option(names = "--corpus", description = "data set folders (${DEFAULT-VALUE})")
    private Path corpus = Path.of("corpora");

    @Option(names = "--out", description = "folder to write (${DEFAULT-VALUE})")
    private Path out = Path.of("recordings");

    @Option(names = "--seed", description = "(${DEFAULT-VALUE})")
    private long seed = 7;

    @Override
    public Integer call() throws IOException {
      for (String pipeline : List.of("patient", "utterance")) {
        Path folder = out.resolve(pipeline);
        FeedProfile profile = FeedProfile.of(pipeline);
        var manifest = FeedRecorder.record(corpus.resolve(pipeline), folder, profile, seed);
        System.err.println("wrote " + folder + ": " + manifest.counts());
      }
      return 0;
    }
  }
}
