/**
 * Makes the two sample feeds from public packages: data set folders with a split by source, and
 * recordings of a feed with delays, gaps, duplicates and broken records. Everything follows from a
 * seed; what is real and what is synthetic stands in {@code recordings/DATA-CARD.md}.
 */
package io.lacuna.trainer.corpus;
