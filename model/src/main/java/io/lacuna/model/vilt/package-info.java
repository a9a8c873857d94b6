/**
 * ViLT (Kim et al., ICML 2021, arXiv 2102.03334), read from a checkpoint folder in Hugging Face's
 * layout: one transformer over word tokens and image patches.
 */
package io.lacuna.model.vilt;
