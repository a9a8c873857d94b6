/** The places where bytes from outside come in, with valid inputs to start from. */
package io.lacuna.bench.fuzz.targets;
