package io.lacuna.model.tensor;

import ai.djl.ndarray.types.DataType;

/**
 * Element types that a file may hold, by their safetensors names. The engine aborts the process on
 * a type it does not know, so this list is closed; BF16 is widened to F32 on reading.
 */
enum ElementType {
  F64(8, DataType.FLOAT64),
  F32(4, DataType.FLOAT32),
  F16(2, DataType.FLOAT16),
  BF16(2, DataType.FLOAT32),
  I64(8, DataType.INT64),
  I32(4, DataType.INT32),
  I8(1, DataType.INT8),
  U8(1, DataType.UINT8),
  BOOL(1, DataType.BOOLEAN);

  final int bytes;
  final DataType inEngine;

  ElementType(int bytes, DataType inEngine) {
    this.bytes = bytes;
    this.inEngine = inEngine;
  }

  static ElementType of(DataType type) {
    for (ElementType e : values()) {
      if (e.inEngine == type && e != BF16) {
        return e;
      }
    }
    throw new IllegalArgumentException("element type " + type + " cannot be stored in a file");
  }
}
