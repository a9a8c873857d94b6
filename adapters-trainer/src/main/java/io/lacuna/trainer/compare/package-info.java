/** Methods side by side: what is compared, the units of work, and the figures made of them. */
package io.lacuna.trainer.compare;
