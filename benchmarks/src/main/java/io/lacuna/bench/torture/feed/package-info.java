/** The load: samples drawn from a seed, and their sender. */
package io.lacuna.bench.torture.feed;
