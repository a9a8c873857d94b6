/**
 * Adapters: what is trained on top of a frozen base. An adapter is a folder in PEFT's layout
 * (configuration, tensors, metrics, model card); its model is a record of arrays and pure
 * functions.
 */
package io.lacuna.model.adapter;
