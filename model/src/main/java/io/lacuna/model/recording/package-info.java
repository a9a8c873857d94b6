/**
 * Recordings: a folder with the records of a pipeline's topics, the labels of their subjects and a
 * manifest with the digests of all files. Recorder, player, replay and generator share this
 * package; it knows no Kafka client and no model.
 */
package io.lacuna.model.recording;
