/** What a run found, as a file that is kept, and the sum of many. */
package io.lacuna.bench.torture.result;
