/**
 * The rule that makes utterances of call audio: which chunks belong to one, what is missing of it,
 * and when to stop waiting. Plain Java without Kafka types; docs/call-audio.md says it in words.
 */
package io.lacuna.app.intake.utterance;
