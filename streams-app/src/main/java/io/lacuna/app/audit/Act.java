package io.lacuna.app.audit;

/**
 * An administrative act.
 *
 * @param verb what is done, e.g. {@code dlq resend}
 * @param pipeline that it concerns, or null for all
 * @param object what it is done to; no patient data, subjects as keyed pseudonyms
 */
public record Act(String verb, String pipeline, String object) {}
