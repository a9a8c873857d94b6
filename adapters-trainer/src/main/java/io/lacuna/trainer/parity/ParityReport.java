package io.lacuna.trainer.parity;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/**
 * Cases by golden folder.
 *
 * @param folders at least one case each
 */
record ParityReport(SortedMap<Path, List<Case>> folders) {

  boolean within() {
    return outside() == 0;
  }

  private long outside() {
    return cases().stream().filter(c -> !c.within()).count();
  }

  private List<Case> cases() {
    return folders.values().stream().flatMap(Collection::stream).toList();
  }

  /** A line per case under the name of its folder, then how many are within tolerance. */
  String text() {
    StringBuilder text = new StringBuilder();
    int width = cases().stream().mapToInt(c -> c.name().length()).max().orElse(0);
    folders.forEach(
        (folder, cases) -> {
          text.append(folder).append('\n');
          cases.forEach(c -> text.append(line(c, width)).append('\n'));
        });
    int all = cases().size();
    return text.append(all - outside())
        .append(" of " + all + " within tolerance")
        .append(", folders: " + folders.size())
        .toString();
  }

  private static String line(Case c, int width) {
    String name = (c.name() + " ".repeat(width)).substring(0, width);
    String outcome = c.reason().isEmpty() ? figures(c) : c.reason();
    return "  " + (c.within() ? "ok  " : "FAIL") + "  " + name + "  " + outcome;
  }

  private static String figures(Case c) {
    String form = c.tolerance() == 0 ? "%8.2g  (exact)" : "%8.2g  (tolerance %.0e)";
    return String.format(Locale.ROOT, form, c.difference(), c.tolerance());
  }

  ObjectNode json() {
    ObjectNode root = new JsonMapper().createObjectNode();
    root.put("within", within()).put("cases", cases().size()).put("outside", outside());
    ArrayNode list = root.putArray("folders");
    folders.forEach(
        (folder, cases) -> {
          ObjectNode node = list.addObject().put("folder", folder.toString());
          node.put("kind", folder.toAbsolutePath().normalize().getFileName().toString());
          ArrayNode array = node.putArray("cases");
          cases.forEach(c -> json(c, array.addObject()));
        });
    return root;
  }

  private static void json(Case c, ObjectNode node) {
    node.put("name", c.name());
    node.put("difference", finite(c.difference()));
    node.put("tolerance", finite(c.tolerance()));
    node.put("within", c.within());
    node.put("reason", c.reason().isEmpty() ? null : c.reason());
  }

  /** JSON has no other numbers. */
  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
