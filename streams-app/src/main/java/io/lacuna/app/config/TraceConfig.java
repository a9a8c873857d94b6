package io.lacuna.app.config;

import java.net.URI;

/**
 * Whether and where traces are sent.
 *
 * @param endpoint of a collector, OTLP over HTTP
 * @param ratio share of the traces begun here that are kept, 0 to 1
 */
public record TraceConfig(boolean enabled, URI endpoint, double ratio) {}
