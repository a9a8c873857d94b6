/** Reads pickles of plain Python values and numpy arrays, and of nothing else. */
package io.lacuna.trainer.convert.pickle;
