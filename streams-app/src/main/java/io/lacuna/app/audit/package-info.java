/** Who did what to a running system: written before the act and after it, and read back. */
package io.lacuna.app.audit;
