package io.lacuna.app.browser;

import com.fasterxml.jackson.databind.JsonNode;
import io.lacuna.app.web.LivePagePreview;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How long a busy feed keeps the browser from answering people: {@code PageLoad SUBJECTS
 * PREDICTIONS_PER_SECOND SECONDS [PICTURE]} plays a made stream into a page and prints the tasks of
 * 50 ms and longer, in the live table and with an open drawer.
 */
public final class PageLoad {
  private static final String WATCH =
      "window.tasks = []; window.frames_ = 0; new PerformanceObserver((l) =>"
          + " l.getEntries().forEach((e) => tasks.push(e.duration))).observe({ type: 'longtask' });"
          + " (function frame() { frames_++; requestAnimationFrame(frame); })()";

  private PageLoad() {}

  public static void main(String[] args) throws Exception {
    int subjects = Integer.parseInt(args[0]);
    int perSecond = Integer.parseInt(args[1]);
    int seconds = Integer.parseInt(args[2]);
    try (LivePagePreview preview = LivePagePreview.start(0, subjects);
        Chromium browser = Chromium.open(Chromium.binary().orElseThrow(), 1280, 800)) {
      preview.stream(perSecond, 10L * seconds);
      browser.go(preview.url());
      browser.await("document.querySelectorAll('#rows tr').length === 100");
      report(browser, "live", seconds);
      browser.eval("document.querySelector('#rows tr button').click()");
      browser.await("document.querySelector('.timeline li')");
      report(browser, "drawer", seconds);
      if (args.length > 3) {
        browser.screenshot(Path.of(args[3]));
      }
      System.out.println("shown: " + browser.eval("document.querySelector('#totals').textContent"));
      browser.messages().forEach(m -> System.out.println("console: " + m));
    }
  }

  private static void report(Chromium browser, String view, int seconds) {
    browser.eval(WATCH);
    JsonNode found =
        browser.eval(
            "new Promise((done) => setTimeout(() => { tasks.sort((a, b) => a - b);"
                + " const at = (q) => tasks.length ? tasks[Math.ceil(q * tasks.length) - 1] : 0;"
                + " done({ n: tasks.length, p50: at(0.5), p99: at(0.99), max: at(1), frames: frames_,"
                + " rows: document.querySelectorAll('#rows tr').length }); }, "
                + seconds * 1000L
                + "))");
    System.out.printf(
        Locale.ROOT,
        "%s, %d s: %d tasks of 50 ms or more, p50 %.0f ms, p99 %.0f ms, longest %.0f ms;"
            + " %.0f frames/s, %d rows%n",
        view,
        seconds,
        found.path("n").asInt(),
        found.path("p50").asDouble(),
        found.path("p99").asDouble(),
        found.path("max").asDouble(),
        found.path("frames").asDouble() / seconds,
        found.path("rows").asInt());
  }
}
