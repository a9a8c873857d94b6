/** Throughput of the join. */
package io.lacuna.bench.join;
