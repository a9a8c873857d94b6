/**
 * Recordings of a feed: a folder with the records of a pipeline's input topics in the order of
 * their arrival, the labels of their subjects and a manifest with the digests of both. The player
 * and the generator share this package; it knows no Kafka client and no model.
 */
package io.lacuna.model.recording;
