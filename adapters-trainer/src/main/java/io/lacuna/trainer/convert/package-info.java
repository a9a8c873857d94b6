/**
 * Makes data set folders from the files that people have: MMSA pickles, CMU-SDK sequences, Open-I
 * reports and ODIR tables. A file is not trusted: what it may hold is listed, and sizes are checked
 * before memory is taken. What is done to values stands in {@code docs/data.md}.
 */
package io.lacuna.trainer.convert;
