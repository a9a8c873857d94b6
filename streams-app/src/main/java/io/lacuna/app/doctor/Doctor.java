package io.lacuna.app.doctor;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.model.score.ScoringModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;

/** Looks at everything the service needs, whatever the look before it found. */
public final class Doctor {
  private final AppConfig config;
  private final Function<PipelineConfig, ScoringModel> models;

  /**
   * @param models opens and verifies the model of a pipeline
   */
  public Doctor(AppConfig config, Function<PipelineConfig, ScoringModel> models) {
    this.config = config;
    this.models = models;
  }

  /**
   * Runs every check.
   *
   * @param each takes each finding at once
   * @return whether nothing failed
   */
  public boolean examine(Consumer<Finding> each) {
    List<Callable<List<Finding>>> checks = new ArrayList<>();
    checks.addAll(new HostChecks(config).all());
    checks.addAll(new ServerChecks(config).all());
    checks.addAll(new ModelChecks(config, models).all());
    boolean sound = true;
    for (Callable<List<Finding>> check : checks) {
      for (Finding finding : run(check)) {
        each.accept(finding);
        sound &= finding.grade() != Finding.Grade.FAILED;
      }
    }
    return sound;
  }

  private static List<Finding> run(Callable<List<Finding>> check) {
    try {
      return check.call();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of(Finding.failed("doctor", "it was interrupted", "call it again"));
    } catch (Exception e) {
      return List.of(Finding.failed("doctor", "a check ended with " + e, "please report this"));
    }
  }
}
