/** The interface between the streaming application and a model, and its implementation on DJL. */
package io.lacuna.model.score;
