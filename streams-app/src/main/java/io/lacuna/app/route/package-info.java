/** Which adapter serves an observation. */
package io.lacuna.app.route;
