package io.lacuna.bench.torture.oracle;

/** What must not be found, in Jepsen's words where they have one. */
public enum Violation {
  /** A record, a revision or a final that should be there and is not. */
  LOST,
  /** A revision, a final, a late sample or a dead letter that is there twice. */
  DUPLICATE,
  /** An output names a record that is not in the input log, or not with that payload. */
  UNSEEN,
  /** Somebody saw, or an output builds on, what was never committed. */
  ABORTED_READ,
  /** An observation holds a sample of another subject or another window. */
  MIS_JOINED,
  /** A window was scored with another adapter than the one in force at its start. */
  WRONG_VERSION,
  /** A modality was called missing though its sample lay in the log, in time or unread. */
  FALSE_MISSING,
  /** The application's ledger does not balance, or not with what the topics hold. */
  UNBALANCED
}
