package io.lacuna.rivals.flink;

/** An answer on its way to the sink. A POJO as {@link Piece} is. */
public class Answered {
  public String subject;
  public byte[] value;

  public Answered() {}

  Answered(String subject, byte[] value) {
    this.subject = subject;
    this.value = value;
  }
}
