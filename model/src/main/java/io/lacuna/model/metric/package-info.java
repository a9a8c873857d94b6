/**
 * Scores of predictions against the truth and their bootstrap intervals. Pure functions on plain
 * arrays, shared by the trainer's tables and the live evaluation, so that both mean the same by a
 * name. Definitions follow scikit-learn and, for sentiment, the usage of the field; each is tested
 * against figures made by those programs.
 */
package io.lacuna.model.metric;
