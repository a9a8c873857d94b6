package io.lacuna.app.config;

import io.lacuna.app.claim.ClaimPolicy;
import io.lacuna.model.score.BatchShape;
import io.lacuna.model.tensor.Precision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.types.Password;

/**
 * Everything the application is told, read once.
 *
 * @param instanceId name of this instance that stays the same over restarts, or null
 * @param precision what the models' blocks compute in
 * @param kafka further Kafka client and Streams settings, keys without the prefix {@code kafka.}
 * @param registry settings of the schema registry client, vendor names
 */
public record AppConfig(
    String applicationId,
    String instanceId,
    String bootstrapServers,
    Map<String, String> registry,
    Path stateDir,
    boolean exactlyOnce,
    int streamThreads,
    Duration commitInterval,
    Duration tick,
    String device,
    Precision precision,
    BatchPolicy batch,
    PayloadLimits payload,
    Duration maxFutureSkew,
    Duration maxOutage,
    boolean retentionBytesAccepted,
    AdapterPolicy adapters,
    Web web,
    IngestConfig ingest,
    PrivacyConfig privacy,
    TraceConfig trace,
    List<PipelineConfig> pipelines,
    List<FeedConfig> feeds,
    Map<String, String> kafka) {

  /** The same application with other pipelines. */
  public AppConfig withPipelines(List<PipelineConfig> others) {
    return new AppConfig(
        applicationId,
        instanceId,
        bootstrapServers,
        registry,
        stateDir,
        exactlyOnce,
        streamThreads,
        commitInterval,
        tick,
        device,
        precision,
        batch,
        payload,
        maxFutureSkew,
        maxOutage,
        retentionBytesAccepted,
        adapters,
        web,
        ingest,
        privacy,
        trace,
        others,
        feeds,
        kafka);
  }

  /**
   * When a micro-batch is full.
   *
   * @param maxSize most observations in a forward pass
   * @param maxDelay longest wait for a batch to fill
   * @param depth most decided observations a task may hold before it stops reading
   * @param shape in which the model computes a batch
   */
  public record BatchPolicy(int maxSize, Duration maxDelay, int depth, BatchShape shape) {
    public BatchPolicy {
      if (maxSize < 1 || maxSize > 1024) {
        throw new IllegalArgumentException("batch.max.size = " + maxSize + " must be in [1, 1024]");
      }
      if (depth < maxSize) {
        throw new IllegalArgumentException(
            "batch.depth = " + depth + " must be at least batch.max.size = " + maxSize);
      }
    }
  }

  /**
   * Where adapters come from besides the pipelines' folders.
   *
   * @param topic registry topic, or null where folders are the only source
   * @param lead how long before its first window a cut-over must be published
   * @param maxLoaded announced adapters kept in memory
   * @param modelsDir what relative locations are relative to
   */
  public record AdapterPolicy(String topic, Duration lead, int maxLoaded, Path modelsDir) {
    public AdapterPolicy {
      if (lead.toMillis() < 1000) {
        throw new IllegalArgumentException("adapters.lead = " + lead + " must be at least 1s");
      }
    }
  }

  /**
   * Where the live page, health and metrics are served.
   *
   * @param token what callers must show, or null
   * @param showIds whether subjects and sites appear under their own ids
   */
  public record Web(String host, int port, Password token, boolean showIds) {}

  /**
   * Bounds on payloads, bytes.
   *
   * @param maxRecord largest record that is decoded
   * @param claims which claim checks may be redeemed
   * @param cache payload bytes kept in memory between arrival and scoring
   */
  public record PayloadLimits(int maxRecord, ClaimPolicy claims, long cache) {

    /** With claim checks to files alone. */
    public PayloadLimits(int maxRecord, long maxClaim, Path claimRoot, long cache) {
      this(maxRecord, ClaimPolicy.files(maxClaim, claimRoot), cache);
    }
  }
}
