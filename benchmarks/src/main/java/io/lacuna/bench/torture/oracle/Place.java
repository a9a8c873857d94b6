package io.lacuna.bench.torture.oracle;

import io.lacuna.schema.Modality;

/** Where a record stands in the input topic of its modality. */
public record Place(Modality modality, int partition, long offset) {
  @Override
  public String toString() {
    return modality + "-" + partition + "@" + offset;
  }
}
