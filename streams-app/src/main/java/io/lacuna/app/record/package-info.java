/**
 * Reads the topics of a pipeline into a recording: which offsets, whether they are all there still,
 * and what lies behind claim checks.
 */
package io.lacuna.app.record;
