/**
 * The window rule in plain Java: which samples belong together, when a modality is missing, what is
 * emitted, and when nothing can change any more. Knows no Kafka, no clock and no model.
 */
package io.lacuna.app.window;
