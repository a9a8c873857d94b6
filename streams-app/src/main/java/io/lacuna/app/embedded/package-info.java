/**
 * A Kafka broker and a schema registry inside this JVM, for the demo and the tests: no container
 * engine, no root, nothing to install. Both keep what they hold under one directory and come back
 * with it. {@link io.lacuna.app.embedded.EmbeddedDefault} starts the pair. They listen on loopback
 * only, without authentication, and are not meant for more than one machine.
 */
package io.lacuna.app.embedded;
