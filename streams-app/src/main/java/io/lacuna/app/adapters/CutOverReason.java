package io.lacuna.app.adapters;

/** Why a cut-over is refused, besides what is wrong with the adapter's folder. */
public enum CutOverReason {
  /** Its first window starts less than the lead after its publication. */
  TOO_SOON,
  /** Its route cannot be read. */
  ROUTE_INVALID,
  /** Nobody announced its adapter, and no folder of the configuration holds it. */
  NOT_ANNOUNCED,
  /** Its route is not among the sites and masks that the adapter is meant for. */
  NOT_MEANT_FOR,
  /** A window that starts at or after it was bound to an adapter already. */
  BEFORE_BOUND,
  /** The pipeline demands a signed evaluation, and there is none. */
  EVALUATION_MISSING,
  /** The evaluation is not readable or is that of another adapter. */
  EVALUATION_INVALID,
  /** The evaluation does not say that the adapter passed. */
  EVALUATION_NOT_PASSED,
  /** The signature is not that of the configured key over this evaluation. */
  SIGNATURE_INVALID
}
