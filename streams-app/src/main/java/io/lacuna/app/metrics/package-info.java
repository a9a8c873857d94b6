/** The meters of a pipeline. */
package io.lacuna.app.metrics;
