package io.lacuna.app.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import io.lacuna.model.report.HtmlPage;

/** An evaluation as one HTML file that opens from disk. */
final class HtmlReport {
  private HtmlReport() {}

  static String of(JsonNode evaluation) {
    return HtmlPage.of("report/report.html", "report/report.js", evaluation);
  }
}
