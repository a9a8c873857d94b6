package io.lacuna.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.privacy.Privacy;
import io.lacuna.app.topology.DeadLetters;
import io.lacuna.app.topology.StateSerde;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.TopicRole;
import io.lacuna.schema.AudioChunk;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import io.lacuna.schema.state.HeldRecord;
import io.lacuna.wire.WireException;
import io.lacuna.wire.seal.CallCipher;
import io.lacuna.wire.seal.SealException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Every sealed copy of what {@link SealedIntakeTest} sends that stands anywhere.
 *
 * @param mark that each holds, unsealed
 */
record SealedCopies(EncryptedService service, RecordingFolder recording, String mark) {
  private static final String INTAKE = "lacuna-intake-";
  static final String AUDIO = INTAKE + "calls-audio-changelog";
  static final String HELD = INTAKE + "screens-held-changelog";

  /** A sealed copy, and how it is opened. */
  record Copy(String place, String owner, Opening opening) {
    interface Opening {
      void with(Privacy privacy) throws SealException;
    }

    /** "open", or why it is not. */
    String open(Privacy privacy) {
      try {
        opening.with(privacy);
        return "open";
      } catch (SealException e) {
        return e.reason().name();
      }
    }
  }

  List<Copy> all() throws Exception {
    List<Copy> all = new ArrayList<>();
    for (Modality m : Modality.values()) {
      String topic = service.topics.input(m);
      service.read(topic).forEach(r -> all.add(sample(topic, r.value())));
      recording.each(
          TopicRole.of(m), r -> all.add(sample("recorded " + topic, Latin.bytes(r.getValue()))));
    }
    for (ConsumerRecord<byte[], byte[]> letter : service.read(service.topics.deadLetters())) {
      String origin = Latin.text(letter.headers().lastHeader(DeadLetters.ORIGIN_TOPIC).value());
      all.add(
          origin.equals(SealedIntakeTest.CHUNK_TOPIC)
              ? chunk(letter.value())
              : sample("dead letter", letter.value(), Latin.text(letter.key())));
    }
    StateSerde<HeldRecord> held = new StateSerde<>(HeldRecord.class);
    for (ConsumerRecord<byte[], byte[]> r : service.read(HELD)) {
      if (r.value() != null) {
        HeldRecord record = held.deserializer().deserialize(null, r.value());
        all.add(sample("held", Latin.bytes(record.getValue()), Latin.text(record.getKey())));
      }
    }
    for (ConsumerRecord<byte[], byte[]> r : service.read(AUDIO)) {
      if (r.value() != null) {
        all.add(heldAudio(Latin.text(r.key()), r.value()));
      }
    }
    return all;
  }

  private Copy sample(String place, byte[] value) {
    return sample(place, value, decode(value, Sample.class).getSubject());
  }

  private Copy sample(String place, byte[] value, String owner) {
    Sample sample = decode(value, Sample.class);
    assertThat(sample.getEncryption()).as(place).isNotNull();
    return new Copy(
        place,
        owner,
        privacy -> {
          InlineBytes payload = (InlineBytes) privacy.cipher().open(sample);
          assertThat(Latin.text(payload.getBytes())).as(place).contains(mark);
        });
  }

  private Copy chunk(byte[] value) {
    AudioChunk chunk = decode(value, AudioChunk.class);
    return new Copy(
        "dead letter of a chunk",
        chunk.getCallId(),
        privacy ->
            assertThat(Latin.text(new CallCipher(privacy.keys()).open(chunk))).contains("another"));
  }

  /**
   * @param key {@code 6:call-78:customer0000…}: call and channel behind their lengths, sequence
   */
  private Copy heldAudio(String key, byte[] value) {
    String call = key.substring(2, 8);
    long sequence = Long.parseLong(key.substring(key.length() - 16), 16);
    return new Copy(
        "audio that waits",
        call,
        privacy -> {
          CallCipher cipher = new CallCipher(privacy.keys());
          assertThat(Latin.text(cipher.openHeld(call, "customer", sequence, value))).contains(mark);
        });
  }

  private <T extends SpecificRecord> T decode(byte[] value, Class<T> type) {
    try {
      return service.registry.decode(value, type);
    } catch (WireException e) {
      throw new AssertionError(e);
    }
  }
}
