/** Brokers and applications as processes that can be killed, stopped and started again. */
package io.lacuna.bench.torture.process;
