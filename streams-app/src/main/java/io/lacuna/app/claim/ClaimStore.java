package io.lacuna.app.claim;

import io.lacuna.model.modality.PayloadException;
import java.net.URI;

/** Where claims of one scheme are kept. Thread-safe. */
interface ClaimStore {
  /**
   * Reads what is there, and never more than one byte beyond {@code size}.
   *
   * @param size length that the claim says, bytes
   * @throws PayloadException if it is not allowed to read there, or nothing of that size is there
   * @throws InterruptedException if the caller is interrupted while it waits
   */
  byte[] read(URI uri, long size) throws PayloadException, InterruptedException;
}
