package io.lacuna.rivals.spark;

import io.lacuna.schema.Modality;
import java.util.EnumMap;
import java.util.Map;

/**
 * What is there of an observation, null where a modality is absent, and the end of its window;
 * state and result of the join. A bean as {@link Piece} is: Spark 4.0 cannot ship a state whose
 * encoder is Kryo.
 */
public class Joined {
  private String subject;
  private long endMs;
  private byte[] image;
  private byte[] text;
  private byte[] audio;

  void put(Modality modality, byte[] payload) {
    switch (modality) {
      case IMAGE -> image = payload;
      case TEXT -> text = payload;
      case AUDIO -> audio = payload;
    }
  }

  Map<Modality, byte[]> parts() {
    Map<Modality, byte[]> parts = new EnumMap<>(Modality.class);
    for (Modality m : Modality.values()) {
      byte[] payload =
          switch (m) {
            case IMAGE -> image;
            case TEXT -> text;
            case AUDIO -> audio;
          };
      if (payload != null) {
        parts.put(m, payload);
      }
    }
    return parts;
  }

  /** Whether all modalities are there. Not named as a property, of which Spark makes a column. */
  boolean hasAll() {
    return image != null && text != null && audio != null;
  }

  public String getSubject() {
    return subject;
  }

  public void setSubject(String subject) {
    this.subject = subject;
  }

  /** Event time, UTC milliseconds. */
  public long getEndMs() {
    return endMs;
  }

  public void setEndMs(long endMs) {
    this.endMs = endMs;
  }

  public byte[] getImage() {
    return image;
  }

  public void setImage(byte[] image) {
    this.image = image;
  }

  public byte[] getText() {
    return text;
  }

  public void setText(byte[] text) {
    this.text = text;
  }

  public byte[] getAudio() {
    return audio;
  }

  public void setAudio(byte[] audio) {
    this.audio = audio;
  }
}
