/** What merging linear experts into one convolution gains or costs. */
package io.lacuna.bench.expert;
