/** The join and the model as a query of Spark Structured Streaming. */
package io.lacuna.rivals.spark;
