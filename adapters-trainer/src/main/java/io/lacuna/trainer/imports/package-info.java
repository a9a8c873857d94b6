/** Turns a data set folder into a recording, as if its subjects had been observed one by one. */
package io.lacuna.trainer.imports;
