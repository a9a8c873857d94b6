/** What a benchmark prints: tables, the machine they were measured on, spreads. */
package io.lacuna.bench.report;
