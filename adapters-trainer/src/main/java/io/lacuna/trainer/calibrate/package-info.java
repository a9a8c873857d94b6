/**
 * Fits the calibration of a trained adapter on validation subjects, and says on others what it is
 * worth.
 */
package io.lacuna.trainer.calibrate;
