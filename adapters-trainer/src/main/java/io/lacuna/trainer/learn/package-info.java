/**
 * The methods that are compared, ours and the baselines: each learns from some subjects on a frozen
 * base and then answers for others under any presence mask.
 */
package io.lacuna.trainer.learn;
