/** The verb {@code torture}: faults under load, and an oracle over what they left. */
package io.lacuna.bench.torture;
