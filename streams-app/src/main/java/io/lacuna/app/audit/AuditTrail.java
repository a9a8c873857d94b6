package io.lacuna.app.audit;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PrivacyConfig;
import io.lacuna.schema.AuditEvent;
import io.lacuna.schema.AuditOutcome;
import io.lacuna.wire.RegistryAvro;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Records administrative acts: the intent before, the outcome after. An act that ends the process
 * leaves its intent. One thread.
 */
public final class AuditTrail {
  private static final int PATIENCE_MS = 15_000;

  private final AppConfig config;
  private final PrivacyConfig.Audit audit;
  private final Consumer<String> warn;

  /**
   * @param warn takes a line when an act is not recorded and need not be
   */
  public AuditTrail(AppConfig config, Consumer<String> warn) {
    this.config = config;
    this.audit = config.privacy().audit();
    this.warn = warn;
  }

  /**
   * Does something and records it.
   *
   * @param detail what came of it, in a line
   * @throws AuditException if the intent cannot be recorded and must be: nothing was done then; or
   *     if the outcome cannot: it was done then
   */
  public <T> T during(Act act, Callable<T> work, Function<T, String> detail) throws Exception {
    String id = UUID.randomUUID().toString();
    record(id, act, AuditOutcome.INTENDED, null, "nothing was done");
    T done;
    try {
      done = work.call();
    } catch (Exception e) {
      // the kind alone: a message may repeat what stood in a record
      record(id, act, AuditOutcome.FAILED, e.getClass().getSimpleName(), "it failed");
      throw e;
    }
    record(id, act, AuditOutcome.DONE, detail.apply(done), "it was done");
    return done;
  }

  private void record(String id, Act act, AuditOutcome outcome, String detail, String state)
      throws AuditException {
    try {
      write(id, act, outcome, detail);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      String why =
          "the audit cannot be written to "
              + audit.topic()
              + " ("
              + (e.getCause() == null ? e : e.getCause()).getMessage()
              + "); "
              + state;
      if (audit.required()) {
        throw new AuditException(why, e);
      }
      warn.accept(why + ", unrecorded");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AuditException("interrupted while the audit was written; " + state, e);
    }
  }

  private void write(String id, Act act, AuditOutcome outcome, String detail)
      throws ExecutionException, TimeoutException, InterruptedException {
    Map<String, Object> connection = ClientSettings.connection(config);
    // a producer would make brokers create the topic as they like
    try (Admin admin = Admin.create(connection)) {
      admin
          .describeTopics(List.of(audit.topic()))
          .allTopicNames()
          .get(PATIENCE_MS, TimeUnit.MILLISECONDS);
    }
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MS);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS / 2);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    try (RegistryAvro registry = RegistryAvro.connect(config.registry());
        KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      byte[] value = registry.encode(audit.topic(), event(id, act, outcome, detail));
      producer
          .send(new ProducerRecord<>(audit.topic(), 0, id, value))
          .get(PATIENCE_MS, TimeUnit.MILLISECONDS);
    }
  }

  private AuditEvent event(String id, Act act, AuditOutcome outcome, String detail) {
    return new AuditEvent(
        id,
        Instant.now().truncatedTo(ChronoUnit.MILLIS),
        audit.actor() == null ? System.getProperty("user.name") : audit.actor(),
        act.verb(),
        act.pipeline(),
        act.object(),
        outcome,
        detail);
  }
}
