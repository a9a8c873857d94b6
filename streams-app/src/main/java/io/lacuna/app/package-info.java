/**
 * The running application: {@link io.lacuna.app.LacunaApp} puts the pipelines together, the rest of
 * this package is what surrounds them, from topic checks to the live page.
 */
package io.lacuna.app;
