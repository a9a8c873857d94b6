package io.lacuna.app.browser;

import java.nio.file.Path;
import java.util.List;

/**
 * Takes pictures of a running live page, for the documents: {@code PageScreens URL FOLDER}. Start
 * it while a demo plays: it waits until each kind of row is in sight.
 */
public final class PageScreens {
  private static final String TOP = "[...document.querySelectorAll('#rows tr')].slice(0, 9)";

  private PageScreens() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[1]);
    try (Chromium browser = Chromium.open(Chromium.binary().orElseThrow(), 1280, 800)) {
      browser.go(args[0]);
      browser.await(
          TOP
              + ".filter((r) => r.className === 'provisional').length > 1 && "
              + TOP
              + ".some((r) => r.className === 'corrected') && "
              + TOP
              + ".some((r) => r.querySelector('td.missing'))");
      browser.screenshot(folder.resolve("live-page.png"));
      browser.prefer("prefers-color-scheme", "dark");
      browser.screenshot(folder.resolve("live-dark.png"));
      browser.prefer("prefers-color-scheme", "light");
      for (String view : List.of("waiting", "quality", "serving")) {
        browser.eval("location.hash = '" + view + "'");
        browser.await("document.querySelector('#" + view + " tbody tr')");
        browser.screenshot(folder.resolve(view + ".png"));
      }
      browser.eval("location.hash = 'live'");
      browser.await("document.querySelector('#rows tr.corrected')");
      browser.eval("document.querySelector('#rows tr.corrected button').click()");
      browser.await("document.querySelectorAll('.timeline li').length > 1");
      browser.eval("Promise.all(document.getAnimations().map((a) => a.finished))");
      browser.screenshot(folder.resolve("drawer.png"));
      browser.messages().forEach(System.out::println);
    }
  }
}
