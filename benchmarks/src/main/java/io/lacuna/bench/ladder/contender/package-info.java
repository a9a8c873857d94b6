/**
 * What a contender's own process runs. Classes that others than the product's contenders use need
 * no more than the model, the records of the topics and JSON.
 */
package io.lacuna.bench.ladder.contender;
