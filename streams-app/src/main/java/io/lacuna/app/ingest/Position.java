package io.lacuna.app.ingest;

/** Where the broker put a sample. */
public record Position(String topic, int partition, long offset) {}
