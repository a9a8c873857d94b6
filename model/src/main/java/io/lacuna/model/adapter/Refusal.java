package io.lacuna.model.adapter;

/** Why an adapter folder is refused; one word for logs, metrics and the registry topic. */
public enum Refusal {
  /** A file that belongs to the adapter is not there or cannot be read. */
  FILE_MISSING,
  /** A file has not the SHA-256 that was announced: half written, replaced or damaged. */
  FILE_CHANGED,
  /** The configuration cannot be read or contradicts itself. */
  CONFIG_INVALID,
  /** It was trained on another base. */
  OTHER_BASE,
  /** The tensors file is damaged, or a tensor has the wrong name, type or shape. */
  TENSORS_INVALID,
  /** A weight is not finite. */
  NOT_FINITE,
  /** The calibration cannot be read, holds an impossible number, or is for other tasks or masks. */
  CALIBRATION_INVALID,
  /** Configuration, weights and calibration are not those of the announced digest. */
  DIGEST_DIFFERS,
  /** It answers other tasks than the adapters it would serve beside. */
  TASKS_DIFFER,
  /** It has no golden record. */
  GOLDEN_MISSING,
  /** The golden record is damaged or that of another adapter. */
  GOLDEN_INVALID,
  /** It does not say what it said when it was written. */
  GOLDEN_DIFFERS
}
