package io.lacuna.app.ingest;

import java.util.List;
import java.util.Set;

/**
 * Reads messages of another standard that hold samples. Found on the class path by {@link
 * java.util.ServiceLoader}; the HTTP door then takes its media types. Thread-safe.
 */
public interface FeedReader {

  /**
   * What the sender says beside a message.
   *
   * @param pipeline that the samples are for
   * @param site hospital or ward where the message names none, or null
   */
  record Said(String pipeline, String site) {}

  /** The bare media types that it reads, in lower case; none that is a payload's. */
  Set<String> mediaTypes();

  /**
   * The samples of a message, in its order; the same message always gives the same.
   *
   * @param mediaType one of {@link #mediaTypes}
   * @param message whole
   * @throws Refusal if the message cannot be read or holds no sample
   */
  List<Submission> read(String mediaType, byte[] message, Said said) throws Refusal;
}
