package io.lacuna.bench.join;

import io.lacuna.bench.report.Spread;
import io.lacuna.bench.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/** Medians over the runs; ratios are taken within each run, because the machine changes. */
final class JoinReport {
  static final String LACUNA = "Lacuna";
  static final String CHAINED = "DSL outer joins, chained";
  static final String LOOP = "plain consumer loop";

  private final List<JoinRate> rates;

  JoinReport(List<JoinRate> rates) {
    this.rates = rates;
  }

  Table table() {
    Table table =
        new Table(
            "Joined observations per second",
            "variant",
            "guarantee",
            "median",
            "range",
            "x chained outer joins",
            "x plain loop",
            "CPU µs per join");
    Set<String> variants = new LinkedHashSet<>();
    rates.stream().filter(r -> r.run() == 1).forEach(r -> variants.add(r.variant()));
    for (String variant : variants.stream().sorted().toList()) {
      for (Mode mode : Mode.values()) {
        Spread rate = new Spread(values(variant, mode, JoinRate::perSecond));
        table.row(
            variant,
            mode.guarantee(),
            rate.median(),
            rate.range(),
            ratios(variant, CHAINED, mode).median(),
            ratios(variant, LOOP, mode).median(),
            new Spread(values(variant, mode, JoinRate::cpuMicros)).median());
      }
    }
    return table;
  }

  Table runs() {
    Table table =
        new Table("Each run", "run", "variant", "guarantee", "joins/s", "CPU µs per join");
    rates.forEach(
        r -> table.row(r.run(), r.variant(), r.mode().guarantee(), r.perSecond(), r.cpuMicros()));
    return table;
  }

  /** What was aimed for, and whether it was reached. */
  List<String> verdicts() {
    List<String> verdicts = new ArrayList<>();
    for (Mode mode : Mode.values()) {
      verdicts.add(verdict(mode, CHAINED, 3));
      verdicts.add(verdict(mode, LOOP, 0.6));
    }
    return verdicts;
  }

  private String verdict(Mode mode, String rival, double target) {
    Spread ratios = ratios(LACUNA, rival, mode);
    return String.format(
        Locale.ROOT,
        "%s: %.2f times the %s (%s); target %.1f %s",
        mode.guarantee(),
        ratios.median(),
        rival,
        ratios.range(),
        target,
        ratios.median() >= target ? "met" : "MISSED");
  }

  /** The variant's rate by the rival's, one value per run. */
  private Spread ratios(String variant, String rival, Mode mode) {
    List<Double> ours = values(variant, mode, JoinRate::perSecond);
    List<Double> theirs = values(rival, mode, JoinRate::perSecond);
    List<Double> ratios = new ArrayList<>();
    for (int run = 0; run < ours.size(); run++) {
      ratios.add(ours.get(run) / theirs.get(run));
    }
    return new Spread(ratios);
  }

  /** One value per run, in their order. */
  private List<Double> values(String variant, Mode mode, Function<JoinRate, Double> value) {
    return rates.stream()
        .filter(r -> r.variant().equals(variant) && r.mode() == mode)
        .map(value)
        .toList();
  }
}
