/** Ways to join three topics: this product, what Kafka Streams offers, a plain consumer loop. */
package io.lacuna.bench.variant;
