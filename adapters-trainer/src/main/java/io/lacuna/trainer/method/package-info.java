/** The methods that can be compared, by name. */
package io.lacuna.trainer.method;
