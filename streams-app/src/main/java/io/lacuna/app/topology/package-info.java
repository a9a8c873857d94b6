/**
 * The Kafka Streams topology of a pipeline: decoding, the adapter around the window rule, stores,
 * dead letters, and the look at end offsets that tells silence from backlog.
 */
package io.lacuna.app.topology;
