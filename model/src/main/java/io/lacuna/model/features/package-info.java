/**
 * Payloads to model-ready features in plain Java, bit for bit the same on every machine: decoding
 * under limits, resizing, tokens, log-mel frames.
 */
package io.lacuna.model.features;
