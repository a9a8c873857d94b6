/**
 * The low-rank blocks of the adapters, as pure functions of parameters and arrays. Results land on
 * the manager of the left-hand input, never on that of the parameters.
 */
package io.lacuna.model.nn;
