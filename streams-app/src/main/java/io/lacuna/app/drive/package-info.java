/**
 * One task of the topology without a broker: records are handed to it one by one, and the world
 * around it (positions in the log, the clock, what becomes of outputs) is the caller's. Simulation
 * and replay share it.
 */
package io.lacuna.app.drive;
