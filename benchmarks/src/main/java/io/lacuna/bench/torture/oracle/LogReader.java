package io.lacuna.bench.torture.oracle;

import io.lacuna.app.config.Topics;
import io.lacuna.app.topology.DeadLetters;
import io.lacuna.app.topology.PayloadDigest;
import io.lacuna.bench.torture.oracle.History.Late;
import io.lacuna.bench.torture.oracle.History.Letter;
import io.lacuna.bench.torture.oracle.Revision.Cited;
import io.lacuna.bench.torture.watch.Readers;
import io.lacuna.schema.AbsenceMarker;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.LateSample;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Sample;
import io.lacuna.schema.SampleRef;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads what a run left in its topics.
 *
 * @param skewMs how far an event time may lie after its record's timestamp, ms
 */
public record LogReader(
    Map<String, Object> connection, Topics topics, RegistryAvro registry, long skewMs) {

  /** The inputs of one partition, in the order of their offsets. */
  public List<Logged> inputs(int partition) {
    List<Logged> all = new ArrayList<>();
    for (Modality m : Modality.values()) {
      long[] time = {-1};
      read(
          topics.input(m),
          partition,
          r -> {
            Logged record = logged(m, r, time[0]);
            all.add(record);
            if (record.sound()) {
              time[0] = Math.max(time[0], record.eventMs());
            }
          });
    }
    return all;
  }

  private Logged logged(Modality m, ConsumerRecord<byte[], byte[]> r, long timeBefore) {
    Place place = new Place(m, r.partition(), r.offset());
    try {
      Sample s = registry.decode(r.value(), Sample.class);
      long event = s.getEventTime().toEpochMilli();
      boolean sound =
          s.getModality() == m
              && Arrays.equals(r.key(), s.getSubject().getBytes(StandardCharsets.UTF_8))
              && event <= r.timestamp() + skewMs;
      if (sound) {
        byte[] digest = PayloadDigest.of(s.getPayload());
        AbsenceReason marker =
            s.getPayload() instanceof AbsenceMarker marked ? marked.getReason() : null;
        return new Logged(
            place,
            r.timestamp(),
            timeBefore,
            true,
            s.getSubject(),
            event,
            digest == null ? null : HexFormat.of().formatHex(digest),
            marker);
      }
    } catch (WireException notASample) {
      // poison, as below
    }
    return Logged.poison(place, r.timestamp(), timeBefore);
  }

  /**
   * The predictions of one partition, in the order of their offsets.
   *
   * @param raw is shown every record as it stands
   */
  public List<Revision> revisions(int partition, Consumer<ConsumerRecord<byte[], byte[]>> raw) {
    List<Revision> all = new ArrayList<>();
    read(
        topics.predictions(),
        partition,
        r -> {
          raw.accept(r);
          all.add(revision(r));
        });
    return all;
  }

  private Revision revision(ConsumerRecord<byte[], byte[]> r) {
    Prediction p = decode(r, Prediction.class);
    Map<Modality, AbsenceReason> absences = new EnumMap<>(Modality.class);
    p.getAbsences().forEach(a -> absences.put(a.getModality(), a.getReason()));
    return new Revision(
        r.partition(),
        r.offset(),
        p.getSubject(),
        p.getWindowId(),
        p.getWindowStart().toEpochMilli(),
        p.getRevision(),
        p.getIsFinal(),
        p.getCause(),
        // few of them, many times
        p.getAdapterDigest().intern(),
        p.getInputs().stream().map(LogReader::cited).toList(),
        p.getBrokenInputs().stream().map(LogReader::cited).toList(),
        absences,
        p.getDecision().getFirstEventTime().toEpochMilli());
  }

  private static Cited cited(SampleRef ref) {
    return new Cited(place(ref), ref.getSha256());
  }

  private static Place place(SampleRef ref) {
    return new Place(ref.getModality(), ref.getPartition(), ref.getOffset());
  }

  /** The late samples of one partition of their topic. */
  public List<Late> late(int partition) {
    List<Late> all = new ArrayList<>();
    read(
        topics.late(),
        partition,
        r -> {
          LateSample l = decode(r, LateSample.class);
          all.add(
              new Late(
                  place(l.getRef()),
                  l.getSample().getSubject(),
                  l.getWindowId(),
                  l.getFinalRevision()));
        });
    return all;
  }

  /** The dead letters of one partition of their topic. */
  public List<Letter> letters(int partition) {
    List<Letter> all = new ArrayList<>();
    read(
        topics.deadLetters(),
        partition,
        r -> {
          Modality m =
              Arrays.stream(Modality.values())
                  .filter(x -> topics.input(x).equals(header(r, DeadLetters.ORIGIN_TOPIC)))
                  .findFirst()
                  .orElseThrow();
          Place place =
              new Place(
                  m,
                  Integer.parseInt(header(r, DeadLetters.ORIGIN_PARTITION)),
                  Long.parseLong(header(r, DeadLetters.ORIGIN_OFFSET)));
          all.add(new Letter(place, header(r, DeadLetters.KIND).equals(DeadLetters.POINTER)));
        });
    return all;
  }

  private static String header(ConsumerRecord<byte[], byte[]> r, String name) {
    return new String(r.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private <T extends org.apache.avro.specific.SpecificRecord> T decode(
      ConsumerRecord<byte[], byte[]> r, Class<T> type) {
    try {
      return registry.decode(r.value(), type);
    } catch (WireException e) {
      throw new IllegalStateException(
          r.topic() + "-" + r.partition() + "@" + r.offset() + " cannot be read", e);
    }
  }

  private void read(String topic, int partition, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    Readers.readAll(connection, new TopicPartition(topic, partition), sink);
  }
}
