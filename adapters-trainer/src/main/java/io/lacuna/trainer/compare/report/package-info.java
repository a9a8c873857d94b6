/** A comparison for people and machines: text, Markdown, JSON, and one HTML file. */
package io.lacuna.trainer.compare.report;
