/**
 * How an adapter's raw scores become a confidence that can be believed, per presence mask: a
 * temperature and a bias for the top label, and bounds of conformal sets. Plain Java.
 */
package io.lacuna.model.calibration;
