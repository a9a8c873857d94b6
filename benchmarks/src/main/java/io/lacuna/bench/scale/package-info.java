/** What grows with the number of open windows, partitions and instances, and what does not. */
package io.lacuna.bench.scale;
