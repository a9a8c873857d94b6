/**
 * OpenTelemetry traces from sample to prediction: which spans there are, how their contexts come
 * and go in record headers, and how they are sent without anybody waiting for it. Spans say what
 * was done and when; never of whom.
 */
package io.lacuna.app.trace;
