/** What arrives when: a file with a fixed seed, laid out on the clock at any rate. */
package io.lacuna.bench.ladder.arrival;
