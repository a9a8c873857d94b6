package io.lacuna.rivals.flink;

/**
 * A sample on its way to its subject. A POJO with a constructor without arguments, so that Flink
 * has a serializer of its own for it and need not fall back to Kryo.
 */
public class Piece {
  public String subject;
  public int modality;
  public byte[] value;

  public Piece() {}

  Piece(String subject, int modality, byte[] value) {
    this.subject = subject;
    this.modality = modality;
    this.value = value;
  }
}
