/** Scores of methods per presence mask with bootstrap intervals, and the tables made of them. */
package io.lacuna.trainer.evaluate;
