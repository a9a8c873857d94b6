/**
 * How samples come in without a Kafka client: over HTTP and from a folder. {@link
 * io.lacuna.app.ingest.Ingest} is the way both take: check, make the sample, send it, answer when
 * the broker has it. Memory is bounded by what may wait for the broker; more is refused for now.
 */
package io.lacuna.app.ingest;
