package io.lacuna.model.modality;

/** Why a record or its payload was refused; written to dead letters and metrics as its name. */
public enum RejectReason {
  // the envelope: nothing of the record can be trusted
  NOT_REGISTRY_FORMAT,
  UNKNOWN_SCHEMA_ID,
  MALFORMED_AVRO,
  WRONG_SCHEMA,
  KEY_MISMATCH,
  MODALITY_MISMATCH,
  RECORD_TOO_LARGE,
  EVENT_TIME_OUT_OF_RANGE,
  TOO_MANY_WINDOWS,
  OUTSIDE_WINDOW,

  // the intake: whose sample it is cannot be said
  NO_SUBJECT,
  NO_MAPPING,
  TOO_MANY_WAITING,
  SEALED_FOR_ANOTHER,

  // call audio: chunks and boundaries of utterances
  CHUNK_CONFLICT,
  CHUNK_MISPLACED,
  CHUNK_UNCLAIMED,
  CHUNK_LATE,
  SAMPLE_RATE_CHANGED,
  TOO_MANY_CHUNKS,
  TOO_MANY_UTTERANCES,
  UTTERANCE_CONFLICT,
  UTTERANCE_OUT_OF_RANGE,
  TOO_MANY_GAPS,

  // the payload: the envelope is fine, the modality becomes absent with reason ERROR
  UNSUPPORTED_MEDIA_TYPE,
  UNDECODABLE_IMAGE,
  UNDECODABLE_AUDIO,
  EMPTY_AUDIO,
  INVALID_UTF8,
  BLANK_TEXT,
  WRONG_SHAPE,
  NOT_FINITE,
  PAYLOAD_TOO_LARGE,
  CLAIM_UNREACHABLE,
  CLAIM_HASH_MISMATCH,
  REFERENCE_GONE,
  CIPHERTEXT_INVALID,
  NO_KEYS,
  NOT_ENCRYPTED,
  /** Its subject was forgotten: the modality becomes absent with reason MASKED. */
  KEY_DELETED,

  // the model
  MODEL_FAILED,
  MODEL_CRASHED,
  MODEL_OUTPUT_NOT_FINITE
}
