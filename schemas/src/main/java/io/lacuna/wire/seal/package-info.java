/**
 * Payloads encrypted under a data key of their subject, and the topic that the keys stand in.
 * Deleting a subject's keys makes its payloads unreadable wherever they were written.
 */
package io.lacuna.wire.seal;
