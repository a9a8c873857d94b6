/**
 * What claim checks point to: files, HTTP and S3-compatible stores, read within bounds of size and
 * time, from places that the operator named and never from inside the network by accident.
 */
package io.lacuna.app.claim;
