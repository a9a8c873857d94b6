/**
 * How records travel: Avro in the wire format of the Confluent schema registry (a zero byte, a
 * four-byte schema id, Avro binary), so that consoles, connectors and Confluent's own serdes read
 * the topics. {@link io.lacuna.wire.RegistryAvro} is the only class that talks to a registry; it
 * tells broken records ({@link io.lacuna.wire.WireException}) from a registry that is away ({@link
 * io.lacuna.wire.RegistryUnavailableException}), because the first belong to the dead letters and
 * the second must never lead there.
 */
package io.lacuna.wire;
