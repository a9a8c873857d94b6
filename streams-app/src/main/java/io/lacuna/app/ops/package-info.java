/** What the people who run the service look into and mend by hand. */
package io.lacuna.app.ops;
