package io.lacuna.rivals.spark;

import java.sql.Timestamp;

/** A sample as Spark reads it; a bean, so that its columns have an encoder of their own. */
public class Piece {
  private String subject;
  private String topic;
  private byte[] payload;
  private Timestamp timestamp;

  public String getSubject() {
    return subject;
  }

  public void setSubject(String subject) {
    this.subject = subject;
  }

  public String getTopic() {
    return topic;
  }

  public void setTopic(String topic) {
    this.topic = topic;
  }

  public byte[] getPayload() {
    return payload;
  }

  public void setPayload(byte[] payload) {
    this.payload = payload;
  }

  /** Event time. */
  public Timestamp getTimestamp() {
    return timestamp;
  }

  public void setTimestamp(Timestamp timestamp) {
    this.timestamp = timestamp;
  }
}
