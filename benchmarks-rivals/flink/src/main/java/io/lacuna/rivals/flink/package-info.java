/** The join and the model as a job of Flink. */
package io.lacuna.rivals.flink;
