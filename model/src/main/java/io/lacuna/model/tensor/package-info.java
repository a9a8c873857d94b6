/**
 * The one door to the engine: starting it, the operations of the models, named parameters, and
 * their files. Nothing from outside the process reaches the engine's own decoders, because an
 * unknown element type there aborts the process.
 */
package io.lacuna.model.tensor;
