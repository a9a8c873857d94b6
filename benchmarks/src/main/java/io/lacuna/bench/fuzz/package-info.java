/**
 * Damaged input for everything that reads bytes from outside; each ends in an output or a named
 * refusal.
 */
package io.lacuna.bench.fuzz;
