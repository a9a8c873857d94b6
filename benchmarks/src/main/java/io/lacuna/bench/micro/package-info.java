/**
 * The micro benchmarks of the hot paths, which lie beside the tests of this module, and the gate
 * that compares them with what was committed.
 */
package io.lacuna.bench.micro;
