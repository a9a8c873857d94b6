/** Which modalities a subject shows in which epoch, and in which order subjects come. */
package io.lacuna.trainer.plan;
