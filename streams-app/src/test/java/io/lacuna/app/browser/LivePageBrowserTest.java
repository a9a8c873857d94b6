package io.lacuna.app.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.lacuna.app.web.LivePagePreview;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The live page in a real browser: what people see and do, by mouse, keyboard and ear. */
@Timeout(300)
class LivePageBrowserTest {
  private LivePagePreview preview;
  private Chromium browser;

  @BeforeEach
  void open() throws Exception {
    Optional<Path> binary = Chromium.binary();
    assumeTrue(binary.isPresent(), "skipped: no Chromium on this machine");
    preview = LivePagePreview.start(0, 5_000);
    browser = Chromium.open(binary.get(), 1280, 800);
    browser.go(preview.url());
    browser.await("document.querySelector('#totals').textContent.includes('subjects')");
  }

  @AfterEach
  void close() throws Exception {
    if (browser != null) {
      browser.close();
    }
    if (preview != null) {
      preview.close();
    }
  }

  @Test
  void showsThreeSubjectsAndAProvisionalRowThatTurnsFinal() {
    assertThat(text("#empty")).contains("No predictions yet", "./lacuna demo");
    preview.show("A", "complete");
    preview.show("B", "without text");
    preview.show("C", "early");
    browser.await("document.querySelectorAll('#rows tr').length === 3");

    assertThat(text("#rows tr:nth-child(1)")).contains("○ waiting", "◌ provisional");
    assertThat(text("#rows tr:nth-child(2)")).contains("✕ missing", "never came", "✓ final");
    assertThat(text("#rows tr:nth-child(3)")).contains("● present", "✓ final");

    preview.show("C", "final");
    browser.await("document.querySelector('#rows tr').className === 'final'");
    assertThat(text("#rows tr:nth-child(1)"))
        .contains("✓ final", "revision 1", "▲ up 0.30")
        .doesNotContain("waiting");
    assertThat(browser.messages()).isEmpty();
  }

  @Test
  void opensAndClosesTheDrawerByKeyboardAndGivesTheFocusBack() {
    preview.show("A", "complete");
    preview.show("C", "early");
    preview.show("C", "final");
    browser.await("document.querySelectorAll('#rows tr').length === 2");
    browser.eval("document.querySelector('#rows button[tabindex=\"0\"]').focus()");
    browser.press("ArrowDown");
    browser.press("ArrowUp");
    String subject = browser.eval("document.activeElement.textContent").asText();
    assertThat(text("#rows tr:nth-child(1)")).startsWith(subject);

    browser.press("Enter");
    browser.await("document.querySelectorAll('.timeline li').length === 2");

    assertThat(browser.eval("document.querySelector('#drawer').matches(':modal')").asBoolean())
        .as("a dialog that holds the focus")
        .isTrue();
    assertThat(
            browser
                .eval("document.querySelector('#drawer').contains(document.activeElement)")
                .asBoolean())
        .isTrue();
    assertThat(text("#drawer-title")).startsWith(subject);
    assertThat(text("#drawer-body"))
        .containsSubsequence(
            "revision 0",
            "an early look, more may come",
            "○ waiting: text",
            "confidence 0.61",
            "revision 1",
            "all that was expected is there",
            "0.61 → 0.91",
            "effusion",
            "mora-r4",
            "./lacuna explain SUBJECT");

    browser.press("Escape");
    browser.await("!document.querySelector('#drawer').open");
    assertThat(browser.eval("document.activeElement.textContent").asText()).isEqualTo(subject);
    assertThat(browser.messages()).isEmpty();
  }

  @Test
  void keepsTheKeyboardOnItsRowWhileRowsMove() {
    preview.show("A", "complete");
    preview.show("C", "early");
    browser.await("document.querySelectorAll('#rows tr').length === 2");
    browser.eval("document.querySelector('#rows tr:nth-child(2) button').focus()");
    String subject = browser.eval("document.activeElement.textContent").asText();

    preview.show("A", "complete again"); // goes to the top, under the reader's hands
    browser.await("document.querySelector('#rows tr').textContent.includes('" + subject + "')");

    assertThat(browser.eval("document.activeElement.textContent").asText()).isEqualTo(subject);
  }

  @Test
  void goesFromViewToViewAndSaysWhatToDoWhereThereIsNothing() {
    browser.eval("document.querySelector('#tab-live').focus()");
    browser.press("ArrowRight");
    browser.await("document.querySelector('#waiting').textContent.includes('Nobody has told yet')");
    preview.showWaiting();
    browser.await("document.querySelectorAll('#waiting tbody tr').length === 100");
    assertThat(text("#waiting")).contains("5,000", "4,900 more wait longer", "○ text", "in ");

    browser.press("ArrowRight");
    browser.await("document.querySelector('#quality').textContent.includes('No samples yet')");
    preview.show("B", "without text");
    browser.await("document.querySelector('#quality').textContent.includes('100 %')");

    browser.press("ArrowRight");
    browser.await("document.querySelector('#serving').textContent.includes('mora-r4')");
    assertThat(text("#serving")).contains("✓ ready", "✓ None: all that came could be used");
    assertThat(
            browser
                .eval("document.querySelectorAll('[role=tabpanel]:not([hidden])').length")
                .asInt())
        .isEqualTo(1);
    assertThat(browser.messages()).isEmpty();
  }

  @Test
  void isDarkForThoseWhoPreferIt() {
    String light = ground();
    browser.prefer("prefers-color-scheme", "dark");
    String dark = ground();

    assertThat(light).isEqualTo("rgb(251, 251, 250)");
    assertThat(dark).isEqualTo("rgb(20, 24, 29)");
  }

  @Test
  void namesEveryControlForThoseWhoListen() {
    preview.show("B", "without text");
    browser.await("document.querySelectorAll('#rows tr').length === 1");

    JsonNode nameless =
        browser.eval(
            "[...document.querySelectorAll('button, select, meter, [role=tab], [role=tabpanel], [role=region]')]"
                + ".filter((e) => !(e.textContent.trim() || e.ariaLabel || e.getAttribute('aria-labelledby')"
                + " || e.labels?.length)).map((e) => e.outerHTML)");

    assertThat(nameless).isEmpty();
    assertThat(browser.eval("document.querySelectorAll('th:not([scope])').length").asInt())
        .isZero();
  }

  private String text(String selector) {
    return browser.eval("document.querySelector('" + selector + "').textContent").asText();
  }

  private String ground() {
    return browser.eval("getComputedStyle(document.body).backgroundColor").asText();
  }
}
