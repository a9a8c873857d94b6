package io.lacuna.app.config;

import io.lacuna.schema.Modality;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Topic names of a pipeline: {@code <prefix>.<pipeline>.<role>.v1}. */
public record Topics(String prefix, String pipeline) {

  /** Topic of a modality's samples. */
  public String input(Modality m) {
    return name(m.name().toLowerCase(Locale.ROOT));
  }

  /** History of predictions, every revision. */
  public String predictions() {
    return name("predictions");
  }

  /** The newest revision of every window; compacted, keyed by subject and window. */
  public String latest() {
    return name("latest");
  }

  /** Samples that came after their window was final. */
  public String late() {
    return name("late");
  }

  /** Records and payloads that could not be used. */
  public String deadLetters() {
    return name("dlq");
  }

  /** Steps of the window rule that are no function of the records. */
  public String decisions() {
    return name("decisions");
  }

  /** What the shadow adapter says; only where there is one. */
  public String shadow() {
    return name("shadow");
  }

  /** Announcements and cut-overs of all pipelines' adapters. */
  public static String adapters(String prefix) {
    return prefix + ".adapters.v1";
  }

  /** Data keys of subjects, wrapped. */
  public static String keys(String prefix) {
    return prefix + ".keys.v1";
  }

  /** Administrative acts on all pipelines. */
  public static String audit(String prefix) {
    return prefix + ".audit.v1";
  }

  public List<String> inputs() {
    List<String> names = new ArrayList<>();
    for (Modality m : Modality.values()) {
      names.add(input(m));
    }
    return names;
  }

  /** Every topic of the pipeline, inputs first. */
  public List<String> all() {
    List<String> names = new ArrayList<>(inputs());
    names.addAll(List.of(predictions(), latest(), late(), deadLetters(), decisions()));
    return names;
  }

  private String name(String role) {
    return prefix + "." + pipeline + "." + role + ".v1";
  }
}
