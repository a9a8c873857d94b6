package io.lacuna.trainer.method;

import io.lacuna.trainer.config.AdapterSettings;
import java.util.function.UnaryOperator;

/**
 * An adapter that differs from another in one thing, so that the two can be compared.
 *
 * @param name as on the command line and in tables, e.g. {@code mmoe}
 * @param what it is, in one line with its source
 * @param change from the settings it is compared with to its own
 */
public record Variant(String name, String what, UnaryOperator<AdapterSettings> change) {}
