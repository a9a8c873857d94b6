/** Reports that are one HTML file each; serving and training have both some. */
package io.lacuna.model.report;
