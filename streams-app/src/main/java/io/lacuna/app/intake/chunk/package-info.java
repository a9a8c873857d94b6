/**
 * Call audio in the intake: chunks and boundaries from their topics into the utterance rule, and
 * its samples into a pipeline's own topics.
 */
package io.lacuna.app.intake.chunk;
