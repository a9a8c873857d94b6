/** Bytes written to changelogs. */
package io.lacuna.bench.changelog;
