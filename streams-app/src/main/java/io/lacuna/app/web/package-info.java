/**
 * The live page, its event stream, health and metrics. {@link io.lacuna.app.web.LiveFeed} takes
 * predictions as any consumer of the prediction topics sees them and never holds its caller up;
 * {@link io.lacuna.app.web.WebServer} shows them, on loopback or behind a token, with subjects
 * named by pseudonyms. Nothing here is read by the pipeline.
 */
package io.lacuna.app.web;
