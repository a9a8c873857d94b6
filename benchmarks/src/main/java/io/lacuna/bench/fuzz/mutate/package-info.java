/** Ways to damage bytes, some of which know the format. */
package io.lacuna.bench.fuzz.mutate;
