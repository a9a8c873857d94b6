package io.lacuna.bench.serving;

import io.lacuna.app.TemporaryFolder;
import io.lacuna.bench.report.Report;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Which model a benchmark of serving runs. */
public final class WorkloadOptions {
  private enum Kind {
    DEMO,
    SMALL
  }

  /** What is done with a workload and a folder for temporary files. */
  public interface Use {
    void with(Workload workload, Path temporary) throws Exception;
  }

  @Option(
      names = "--model",
      description =
          "demo: the patient pipeline's model and recorded payloads; small: a plain head on ready"
              + " features.")
  private String model;

  public WorkloadOptions() {
    this("demo");
  }

  /**
   * @param model where the option is not given
   */
  WorkloadOptions(String model) {
    this.model = model;
  }

  /** Opens the workload, and deletes what it wrote afterwards. */
  public void run(Report report, Use use) throws Exception {
    Kind kind = kind();
    report.setting("model", model);
    report.setting("engine threads", System.getProperty("ai.djl.pytorch.num_threads", "all"));
    try (TemporaryFolder folder = TemporaryFolder.create("lacuna-bench-model")) {
      Path temporary = folder.path();
      Workload workload =
          kind == Kind.SMALL
              ? Workload.small(temporary.resolve("small"))
              : Workload.demo(Path.of(System.getProperty("lacuna.home", ".")));
      use.with(workload, temporary);
    }
  }

  /** The option's value, small letters. */
  public String name() {
    return kind().name().toLowerCase(Locale.ROOT);
  }

  private Kind kind() {
    try {
      return Kind.valueOf(model.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--model = " + model + " must be demo or small", e);
    }
  }
}
