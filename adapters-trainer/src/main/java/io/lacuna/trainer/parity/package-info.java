/**
 * Runs golden vectors, which other programs made, against this code and tells the largest
 * differences. Sizes are read from the files; the tolerances belong to the method.
 */
package io.lacuna.trainer.parity;
