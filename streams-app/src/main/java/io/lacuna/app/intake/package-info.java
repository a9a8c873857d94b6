/**
 * The intake: brings feeds as their owners have them, keyed by an accession or call number, into
 * the pipelines' own topics, which are keyed by subject. A topology of its own, beside that of the
 * pipelines.
 */
package io.lacuna.app.intake;
