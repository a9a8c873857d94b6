/**
 * How the losses of several tasks are weighed against each other. Whatever the method, a task
 * without truth in a batch has no say in that step, and with one task there is nothing to weigh.
 */
package io.lacuna.trainer.optim.weigh;
