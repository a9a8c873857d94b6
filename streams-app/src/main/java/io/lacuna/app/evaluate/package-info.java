/**
 * How right the predictions of a run are: joined with the labels of their subjects, scored per
 * task, presence mask, site and status with bootstrap intervals, compared between runs, held
 * against requirements, and written as JSON, Markdown and one HTML file ({@code
 * docs/evaluation.md}). Knows no Kafka client and no model.
 */
package io.lacuna.app.evaluate;
