package io.lacuna.rivals.flink;

import io.lacuna.schema.Modality;
import java.util.EnumMap;
import java.util.Map;

/** What is there of an observation; null where a modality is absent. A POJO as {@link Piece} is. */
public class Joined {
  public String subject;
  public byte[] image;
  public byte[] text;
  public byte[] audio;

  public Joined() {}

  Joined(String subject) {
    this.subject = subject;
  }

  void put(int modality, byte[] value) {
    switch (Modality.values()[modality]) {
      case IMAGE -> image = value;
      case TEXT -> text = value;
      case AUDIO -> audio = value;
    }
  }

  boolean isComplete() {
    return image != null && text != null && audio != null;
  }

  Map<Modality, byte[]> parts() {
    Map<Modality, byte[]> parts = new EnumMap<>(Modality.class);
    for (Modality m : Modality.values()) {
      byte[] value =
          switch (m) {
            case IMAGE -> image;
            case TEXT -> text;
            case AUDIO -> audio;
          };
      if (value != null) {
        parts.put(m, value);
      }
    }
    return parts;
  }
}
