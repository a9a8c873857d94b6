/**
 * The embedded base model: the frozen all-MiniLM-L6-v2 transformer, and small image and audio stems
 * that turn their modality into tokens of its width.
 */
package io.lacuna.model.base;
