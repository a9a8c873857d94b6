package io.lacuna.app.browser;

import com.fasterxml.jackson.databind.JsonNode;
import io.lacuna.app.web.LivePagePreview;
import java.nio.file.Path;
import java.util.List;

/**
 * How long a busy feed keeps the browser from answering people: plays a made stream into a page and
 * takes down the tasks of 50 ms and longer, in the live table and with an open drawer.
 */
public final class PageLoad {
  private static final String WATCH =
      "window.tasks = []; window.frames_ = 0; new PerformanceObserver((l) =>"
          + " l.getEntries().forEach((e) => tasks.push(e.duration))).observe({ type: 'longtask' });"
          + " (function frame() { frames_++; requestAnimationFrame(frame); })()";

  private PageLoad() {}

  /**
   * What a view showed.
   *
   * @param tasks of 50 ms and longer; their p50, p99 and longest in ms, 0 if there are none
   */
  public record View(
      String name, int tasks, double p50, double p99, double longest, double framesPerSecond) {}

  /**
   * @param perSecond predictions a second
   * @param seconds per view
   * @throws IllegalArgumentException if this machine has no Chromium
   */
  public static List<View> measure(int subjects, int perSecond, int seconds) throws Exception {
    Path binary =
        Chromium.binary()
            .orElseThrow(
                () -> new IllegalArgumentException("no Chromium here; Debian package chromium"));
    try (LivePagePreview preview = LivePagePreview.start(0, subjects);
        Chromium browser = Chromium.open(binary, 1280, 800)) {
      preview.stream(perSecond, 10L * seconds);
      browser.go(preview.url());
      browser.await("document.querySelectorAll('#rows tr').length === 100");
      View live = watch(browser, "live table", seconds);
      browser.eval("document.querySelector('#rows tr button').click()");
      browser.await("document.querySelector('.timeline li')");
      return List.of(live, watch(browser, "open drawer", seconds));
    }
  }

  private static View watch(Chromium browser, String view, int seconds) {
    browser.eval(WATCH);
    JsonNode found =
        browser.eval(
            "new Promise((done) => setTimeout(() => { tasks.sort((a, b) => a - b);"
                + " const at = (q) => tasks.length ? tasks[Math.ceil(q * tasks.length) - 1] : 0;"
                + " done({ n: tasks.length, p50: at(0.5), p99: at(0.99), max: at(1),"
                + " frames: frames_ }); }, "
                + seconds * 1000L
                + "))");
    return new View(
        view,
        found.path("n").asInt(),
        found.path("p50").asDouble(),
        found.path("p99").asDouble(),
        found.path("max").asDouble(),
        found.path("frames").asDouble() / seconds);
  }
}
