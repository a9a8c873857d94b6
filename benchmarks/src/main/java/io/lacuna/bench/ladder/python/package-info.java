/** The contenders in Python, and the export of weights and features that they need. */
package io.lacuna.bench.ladder.python;
