/**
 * The trainer: from a data set folder and a configuration to a base with trained stems, an adapter
 * on it, their figures per presence mask and their model cards.
 */
package io.lacuna.trainer;
