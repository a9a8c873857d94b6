/** What scoring costs: batches, adapters, the way through Kafka, faults, memory. */
package io.lacuna.bench.serving;
