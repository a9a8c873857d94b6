/** What a training is told: its JSON configuration. */
package io.lacuna.trainer.config;
