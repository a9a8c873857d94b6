package io.lacuna.app.browser;

import java.nio.file.Path;

/** Takes pictures of a running live page, for the documents: {@code PageScreens URL FOLDER}. */
public final class PageScreens {
  private PageScreens() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[1]);
    try (Chromium browser = Chromium.open(Chromium.binary().orElseThrow(), 1280, 800)) {
      browser.go(args[0]);
      browser.await("document.querySelectorAll('#rows tr').length > 2");
      browser.screenshot(folder.resolve("live.png"));
      for (String view : new String[] {"waiting", "quality", "serving"}) {
        browser.eval("location.hash = '" + view + "'");
        browser.await("document.querySelector('#" + view + "').textContent.length > 0");
        browser.eval("new Promise((done) => setTimeout(done, 3000))");
        browser.screenshot(folder.resolve(view + ".png"));
      }
      browser.eval("location.hash = 'live'");
      browser.await("document.querySelector('#rows tr.corrected, #rows tr.final')");
      browser.eval(
          "(document.querySelector('#rows tr.corrected') ?? document.querySelector('#rows tr.final'))"
              + ".querySelector('button').click()");
      browser.await("document.querySelector('.timeline li')");
      browser.eval("new Promise((done) => setTimeout(done, 500))");
      browser.screenshot(folder.resolve("drawer.png"));
      browser.eval("document.querySelector('#drawer-body').scrollTop = 10000");
      browser.screenshot(folder.resolve("drawer-end.png"));
      browser.prefer("prefers-color-scheme", "dark");
      browser.screenshot(folder.resolve("drawer-dark.png"));
      browser.press("Escape");
      browser.await("!document.querySelector('#drawer').open");
      browser.screenshot(folder.resolve("live-dark.png"));
      browser.messages().forEach(System.out::println);
    }
  }
}
