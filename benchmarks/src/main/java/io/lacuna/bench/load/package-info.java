/** Broker, topics and input of a benchmark. */
package io.lacuna.bench.load;
