package io.lacuna.app.claim;

import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.RejectReason;

/** Says why a claim cannot be redeemed, without the path and query of its URI. */
final class Unreachable {
  private Unreachable() {}

  static PayloadException because(String why) {
    return new PayloadException(RejectReason.CLAIM_UNREACHABLE, why);
  }
}
