/** Faults by name, when each comes, and how it is made. */
package io.lacuna.bench.torture.fault;
