/**
 * From a decided observation to its prediction: the logged queue, micro-batches off the stream
 * thread, payloads, and what becomes of failures.
 */
package io.lacuna.app.batch;
