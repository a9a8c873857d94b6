/**
 * Words that serving and training share: presence masks, payloads, and why something is refused.
 */
package io.lacuna.model.modality;
