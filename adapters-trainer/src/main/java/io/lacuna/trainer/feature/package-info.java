/**
 * Features of a data set in memory, augmented for the training of stems, and the tokens of a frozen
 * base, computed once.
 */
package io.lacuna.trainer.feature;
