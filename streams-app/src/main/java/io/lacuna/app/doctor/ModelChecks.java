package io.lacuna.app.doctor;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.model.score.ScoringRequest;
import io.lacuna.model.tensor.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.kafka.common.config.ConfigException;

/** The engine, and each pipeline's base and adapters. */
final class ModelChecks {
  private final AppConfig config;
  private final Function<PipelineConfig, ScoringModel> models;

  ModelChecks(AppConfig config, Function<PipelineConfig, ScoringModel> models) {
    this.config = config;
    this.models = models;
  }

  List<Callable<List<Finding>>> all() {
    return List.of(this::engine, this::models);
  }

  private List<Finding> engine() {
    try {
      return List.of(
          Finding.ok("engine", "PyTorch " + Torch.version() + ", device " + config.device()));
    } catch (RuntimeException | LinkageError e) {
      return List.of(
          Finding.failed(
              "engine",
              "the native library does not load: " + e.getMessage(),
              "it is built for linux-x86_64 with glibc; for another platform see docs/engine.md,"
                  + " for a GPU docs/gpu.md"));
    }
  }

  private List<Finding> models() {
    List<Finding> findings = new ArrayList<>();
    for (PipelineConfig pipeline : config.pipelines()) {
      findings.add(model(pipeline));
    }
    return findings;
  }

  /** Opening verifies hashes, shapes and golden scores; then one batch is scored. */
  private Finding model(PipelineConfig pipeline) {
    String subject = "model " + pipeline.name();
    try (ScoringModel model = models.apply(pipeline)) {
      model.score(List.of(new ScoringRequest(model.probe(), model.defaultAdapter())));
      List<String> ids = model.adapters().stream().map(model::adapterId).sorted().toList();
      return Finding.ok(subject, "adapters " + ids + " repeat their golden scores");
    } catch (ConfigException e) {
      return Finding.failed(
          subject,
          e.getMessage(),
          "check models.dir, "
              + pipeline.name()
              + ".base and .adapters; ./lacuna adapters verify says more");
    } catch (RuntimeException | LinkageError e) {
      return Finding.failed(
          subject,
          e.toString(),
          "check device = " + config.device() + "; docs/engine.md, docs/gpu.md");
    }
  }
}
