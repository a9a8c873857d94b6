/** How long a verdict takes on a silent topic. */
package io.lacuna.bench.silence;
