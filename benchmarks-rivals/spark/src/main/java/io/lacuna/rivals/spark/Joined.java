package io.lacuna.rivals.spark;

import io.lacuna.schema.Modality;
import java.io.Serializable;
import java.util.EnumMap;

/** What is there of an observation, and the end of its window; state and result of the join. */
public class Joined implements Serializable {
  private static final long serialVersionUID = 1;

  private String subject;
  private long endMs;
  private EnumMap<Modality, byte[]> parts;

  /** For Kryo, which fills the fields. */
  public Joined() {}

  Joined(String subject, long endMs) {
    this.subject = subject;
    this.endMs = endMs;
    this.parts = new EnumMap<>(Modality.class);
  }

  String subject() {
    return subject;
  }

  long endMs() {
    return endMs;
  }

  EnumMap<Modality, byte[]> parts() {
    return parts;
  }

  boolean isComplete() {
    return parts.size() == Modality.values().length;
  }
}
