/** The verbs of the launcher that belong to the streaming application. */
package io.lacuna.app.cli;
