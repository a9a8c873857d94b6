/**
 * Replays a recording through the topology of the live service, without a broker: what-if by rule,
 * or as the decisions log of a live run has it. Same recording and same question, same bytes.
 */
package io.lacuna.app.replay;
