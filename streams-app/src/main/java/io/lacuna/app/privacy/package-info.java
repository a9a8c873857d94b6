/**
 * Payloads that are encrypted at rest: opening them where they are scored, and forgetting a
 * subject.
 */
package io.lacuna.app.privacy;
