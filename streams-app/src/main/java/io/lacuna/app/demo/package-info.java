/**
 * Recorded feeds played in time-lapse through the whole application, and the account at the end.
 */
package io.lacuna.app.demo;
