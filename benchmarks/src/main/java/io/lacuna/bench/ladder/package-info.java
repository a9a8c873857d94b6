/** The product and its rivals on the same weights, records and arrivals. */
package io.lacuna.bench.ladder;
