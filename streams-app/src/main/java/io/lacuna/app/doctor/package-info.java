/** Checks of everything that the service needs, each with how to mend it. */
package io.lacuna.app.doctor;
