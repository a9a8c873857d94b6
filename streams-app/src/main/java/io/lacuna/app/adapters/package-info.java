/**
 * Adapters that come while the application serves: what the registry topic says, who may take over
 * and from when, and what is in memory.
 */
package io.lacuna.app.adapters;
