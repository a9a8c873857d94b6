/** What the harness reads from the brokers, while a run goes on and after it. */
package io.lacuna.bench.torture.watch;
