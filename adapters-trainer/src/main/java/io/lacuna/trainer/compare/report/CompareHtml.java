package io.lacuna.trainer.compare.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.model.report.HtmlPage;
import io.lacuna.trainer.compare.Report;

/** A comparison as one HTML file with curves. */
public final class CompareHtml {
  private static final ObjectMapper JSON = new ObjectMapper();

  private CompareHtml() {}

  public static String of(Report report) {
    ObjectNode root = JSON.createObjectNode();
    root.put("command", report.command());
    root.set("about", JSON.valueToTree(report.about()));
    root.set("methods", JSON.valueToTree(report.methods()));
    ArrayNode tables = root.putArray("tables");
    report
        .tables()
        .forEach(
            t -> {
              ObjectNode table = CompareJson.table(report, t);
              table.put("title", t.title()).put("field", t.field());
              ArrayNode measures = table.putArray("measures");
              t.figures()
                  .forEach(
                      f ->
                          measures
                              .addObject()
                              .put("task", f.task())
                              .put("measure", f.measure().word())
                              .put("leading", f.measure().isLeading())
                              .put("higherIsBetter", f.measure().higherIsBetter()));
              tables.add(table);
            });
    return HtmlPage.of("compare-report/report.html", "compare-report/report.js", root);
  }
}
