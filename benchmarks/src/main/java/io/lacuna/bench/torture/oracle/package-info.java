/**
 * What a run must have written, said from its input log alone: no code of the window rule and no
 * count of the application's own takes part in the search for what was lost or is there twice.
 */
package io.lacuna.bench.torture.oracle;
