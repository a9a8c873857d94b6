/** Plays arrivals to a contender, reads its answers and judges them. */
package io.lacuna.bench.ladder.measure;
