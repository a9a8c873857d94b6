/** Processes of a benchmark's own. */
package io.lacuna.bench.process;
