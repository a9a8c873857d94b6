/** The verb {@code bench}: programs that measure what the documentation claims. */
package io.lacuna.bench;
