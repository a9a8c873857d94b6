package io.lacuna.bench.ladder.contender;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a contender is told, as a JSON file.
 *
 * @param contender which one
 * @param app the product's configuration; rivals use what they have a word for
 * @param bootstrapServers of the broker
 * @param id consumer group, transactional id and the like; the same after a restart
 * @param inputs topic per modality
 * @param results topic for the answers: key subject, value {@code {"presence":7,"scores":[…]}}
 * @param base folder of the base
 * @param adapters folders of adapters; adapter i serves site i
 * @param state folder for state that must outlive the process
 * @param windowMs length of a window from its first event, event time
 * @param graceMs how far out of order samples may come, event time
 * @param batch most observations in one call of the model
 */
public record ContenderSettings(
    String contender,
    Map<String, String> app,
    String bootstrapServers,
    String id,
    Map<Modality, String> inputs,
    String results,
    String base,
    List<String> adapters,
    String state,
    long windowMs,
    long graceMs,
    int batch) {
  /** What a contender prints on its standard output when it takes records. */
  public static final String READY = "ready";

  private static final ObjectMapper JSON = new ObjectMapper();

  public static ContenderSettings read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), ContenderSettings.class);
  }

  public void write(Path file) throws IOException {
    JSON.writeValue(file.toFile(), this);
  }

  /** Which modality's topic this is. */
  public Modality modality(String topic) {
    return inputs.entrySet().stream()
        .filter(e -> e.getValue().equals(topic))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(topic + " is none of " + inputs))
        .getKey();
  }

  /** The site that an observation's samples name. */
  public static String site(int number, int adapters) {
    return "site-" + number % adapters;
  }

  /** The place in {@link #adapters} that the name of a site or of an adapter's copy ends with. */
  public static int adapterOf(String name) {
    return Integer.parseInt(name.substring(name.indexOf('-') + 1));
  }
}
