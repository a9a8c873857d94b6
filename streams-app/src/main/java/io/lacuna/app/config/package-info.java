/**
 * What the application is told: one key table, read once into records with units in their types.
 */
package io.lacuna.app.config;
