package io.lacuna.bench.torture.feed;

import io.lacuna.app.config.Topics;
import io.lacuna.wire.RegistryAvro;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends observations at a rate, on a thread of its own, with a producer that waits out any fault: a
 * record that was given to it is in the log once, or the run is void.
 */
public final class Feed implements AutoCloseable {
  private static final long TICK_NANOS = 5_000_000;
  private static final int DELIVERY_MS = 300_000;
  private static final double RECORDS_PER_OBSERVATION = 2.6;

  private final Topics topics;
  private final RegistryAvro registry;
  private final FeedPlan plan;
  private final KafkaProducer<byte[], byte[]> producer;
  private final double observationsPerMs;
  private final PriorityQueue<Item> due = new PriorityQueue<>();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong poisonWanted = new AtomicLong();
  private final AtomicLong clockAheadMs = new AtomicLong();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean ending;

  /**
   * @param rate records per second, roughly: what an observation consists of is drawn
   * @param values length of a feature vector
   * @param lateMs how late the latest samples come, ms
   */
  public Feed(
      Map<String, Object> connection,
      Topics topics,
      RegistryAvro registry,
      long seed,
      int rate,
      int values,
      int lateMs) {
    this.topics = topics;
    this.registry = registry;
    this.observationsPerMs = rate / RECORDS_PER_OBSERVATION / 1000;
    // a subject comes again when its windows of before are long over, or while they are open
    this.plan = new FeedPlan(seed, values, Math.max(50, rate * 4), lateMs);
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MS);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (long) DELIVERY_MS);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    thread =
        new Thread(
            () -> {
              try {
                run();
              } catch (RuntimeException e) {
                failure.compareAndSet(null, e);
              }
            },
            "torture-feed");
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    long start = System.nanoTime();
    long startMs = System.currentTimeMillis();
    double owed = 0;
    long before = 0;
    while (!ending || !due.isEmpty()) {
      long now = (System.nanoTime() - start) / 1_000_000;
      if (!ending) {
        // a stall is not made up for: the senders go on with their day
        owed += Math.min(now - before, 1_000) * observationsPerMs;
        for (; owed >= 1; owed--) {
          due.addAll(plan.observation(now, startMs + now + clockAheadMs.get()));
        }
        for (long n = poisonWanted.getAndSet(0); n > 0; n--) {
          due.add(plan.poison(now, startMs + now));
        }
      }
      before = now;
      while (!due.isEmpty() && (ending || due.peek().atMs() <= now)) {
        send(due.poll());
      }
      LockSupport.parkNanos(TICK_NANOS);
    }
    producer.flush();
  }

  private void send(Item item) {
    producer.send(item.record(topics.input(item.modality()), registry), this::onAnswer);
    sent.incrementAndGet();
  }

  private void onAnswer(RecordMetadata record, Exception e) {
    if (e == null) {
      acknowledged.incrementAndGet();
    } else {
      failure.compareAndSet(null, e);
    }
  }

  /** Sends so many records that cannot be used, at once. */
  public void poison(int records) {
    poisonWanted.addAndGet(records);
  }

  /** Sets how far the senders' clock is ahead, ms. */
  public void clockAhead(long ms) {
    clockAheadMs.set(ms);
  }

  public long sent() {
    return sent.get();
  }

  /** Records that the brokers said they have. */
  public long acknowledged() {
    return acknowledged.get();
  }

  /**
   * Sends what is drawn already and returns when the brokers have it.
   *
   * @throws IllegalStateException if one could not be sent, so that the input log is unknown
   */
  public void end() {
    ending = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (failure.get() != null) {
      throw new IllegalStateException("the feed could not be sent", failure.get());
    }
  }

  @Override
  public void close() {
    ending = true;
    producer.close(java.time.Duration.ofSeconds(5));
  }
}
