package io.lacuna.app.trace;

/** Attributes of spans. None of them says of whom a span is. */
final class Words {
  static final String PIPELINE = "lacuna.pipeline";
  static final String MODALITY = "lacuna.modality";
  static final String PRESENCE = "lacuna.presence";
  static final String REVISION = "lacuna.revision";
  static final String FINAL = "lacuna.final";
  static final String CAUSE = "lacuna.cause";
  static final String ADAPTER = "lacuna.adapter";
  static final String BATCH = "lacuna.batch";
  static final String BATCH_SIZE = "lacuna.batch.size";

  /** Why a sample came into no window: {@code late}, or a reject reason. */
  static final String REFUSED = "lacuna.refused";

  /** The observation was decided before the task started here. */
  static final String RESTORED = "lacuna.restored";

  private Words() {}
}
