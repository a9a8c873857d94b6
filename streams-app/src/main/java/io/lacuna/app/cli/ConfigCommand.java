package io.lacuna.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.config.EffectiveConfig;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = {
      "Checks a configuration and shows every value in force and where it was said.",
      "Secrets are hidden. Exit 3 when a key or a value is refused."
    },
    footer = {
      "",
      "Example: ./lacuna config --config lacuna.properties",
      "Docs: docs/configuration.md."
    })
final class ConfigCommand implements Callable<Integer> {
  @Mixin private ConfigOptions options;

  @Option(names = "--json", description = "Print one JSON array.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    EffectiveConfig effective = options.effective();
    options.load();
    if (json) {
      out.println(new ObjectMapper().writeValueAsString(tree(effective)));
    } else {
      effective.entries().forEach(e -> out.println(line(e)));
    }
    return 0;
  }

  private static List<Map<String, String>> tree(EffectiveConfig effective) {
    List<Map<String, String>> tree = new ArrayList<>();
    for (EffectiveConfig.Entry e : effective.entries()) {
      Map<String, String> entry = new LinkedHashMap<>();
      entry.put("key", e.key());
      entry.put("value", e.value());
      entry.put("origin", e.origin());
      tree.add(entry);
    }
    return tree;
  }

  /** {@code key = value # origin} */
  static String line(EffectiveConfig.Entry e) {
    String value = e.value() == null ? "" : e.value();
    return String.format("%-32s = %-40s # %s", e.key(), value, e.origin());
  }
}
