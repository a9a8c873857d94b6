/** Adapters that take over from one another under load. */
package io.lacuna.bench.swap;
