/** Which kind of base a folder holds. */
package io.lacuna.model.bases;
