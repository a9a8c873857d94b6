package io.lacuna.app.browser;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;

/** One page of a headless Chromium, spoken to in its own protocol. For one thread. */
final class Chromium implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");
  private static final long PATIENCE_S = 90;

  private final ObjectMapper json = new ObjectMapper();
  private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final AtomicInteger ids = new AtomicInteger();
  private volatile CompletableFuture<Void> loaded = new CompletableFuture<>();
  private final Path profile;
  private final Process process;
  private final WebSocket socket;
  private final String session;

  private Chromium(Path binary) throws Exception {
    profile = Files.createTempDirectory("lacuna-chromium");
    process =
        new ProcessBuilder(
                binary.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .start();
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(address()), new Listener())
            .get(PATIENCE_S, TimeUnit.SECONDS);
    String target =
        send(null, "Target.createTarget", Map.of("url", "about:blank")).path("targetId").asText();
    session =
        send(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .path("sessionId")
            .asText();
    for (String domain : List.of("Page", "Runtime", "Log")) {
      ask(domain + ".enable", Map.of());
    }
  }

  /** The browser of this machine, if it has one. */
  static Optional<Path> binary() {
    return List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        .stream()
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Chromium open(Path binary, int width, int height) throws Exception {
    Chromium browser = new Chromium(binary);
    browser.ask(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    return browser;
  }

  private String address() throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher m = LISTENING.matcher(line);
      if (m.find()) {
        Thread drain = new Thread(() -> lines.lines().forEach(l -> {}), "chromium-talk");
        drain.setDaemon(true);
        drain.start();
        return m.group(1);
      }
    }
    throw new IOException("chromium ended before it listened");
  }

  /** Opens the page and returns once it is loaded. */
  void go(String url) throws Exception {
    loaded = new CompletableFuture<>();
    ask("Page.navigate", Map.of("url", url));
    loaded.get(PATIENCE_S, TimeUnit.SECONDS);
  }

  /** The value of an expression in the page, as JSON; a promise is awaited. */
  JsonNode eval(String expression) {
    JsonNode answer =
        ask(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.path("exceptionDetails"));
    }
    return answer.path("result").path("value");
  }

  /** Waits in the page, frame by frame, until the expression holds. */
  void await(String expression) {
    JsonNode came =
        eval(
            "new Promise((done) => { const end = performance.now() + "
                + PATIENCE_S * 1000
                + "; const look = () => { if ("
                + expression
                + ") done(true); else if (performance.now() > end) done(false);"
                + " else setTimeout(look, 50); }; look(); })");
    if (!came.asBoolean()) {
      throw new AssertionError("did not come within " + PATIENCE_S + " s: " + expression);
    }
  }

  /** Presses a key that has no letter, e.g. Enter, Escape, ArrowDown, Tab. */
  void press(String key) {
    int code =
        Map.of(
                "Enter",
                13,
                "Escape",
                27,
                "ArrowUp",
                38,
                "ArrowDown",
                40,
                "ArrowRight",
                39,
                "Tab",
                9)
            .get(key);
    ObjectNode event = json.createObjectNode();
    event.put("key", key).put("code", key).put("windowsVirtualKeyCode", code);
    if (key.equals("Enter")) {
      event.put("text", "\r");
    }
    ask("Input.dispatchKeyEvent", event.deepCopy().put("type", "keyDown"));
    event.remove("text");
    ask("Input.dispatchKeyEvent", event.put("type", "keyUp"));
  }

  /** What people prefer: {@code prefers-color-scheme}, {@code prefers-reduced-motion}. */
  void prefer(String feature, String value) {
    ask(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", feature, "value", value))));
  }

  void screenshot(Path to) throws IOException {
    Files.createDirectories(to.toAbsolutePath().getParent());
    Files.write(
        to,
        Base64.getDecoder()
            .decode(ask("Page.captureScreenshot", Map.of("format", "png")).path("data").asText()));
  }

  /** What the page or the browser wrote to the console so far. */
  List<String> messages() {
    return messages;
  }

  private JsonNode ask(String method, Object parameters) {
    return send(session, method, parameters);
  }

  private JsonNode send(String to, String method, Object parameters) {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    asked.put(id, answer);
    ObjectNode call = json.createObjectNode().put("id", id).put("method", method);
    call.set("params", json.valueToTree(parameters));
    if (to != null) {
      call.put("sessionId", to);
    }
    try {
      socket.sendText(call.toString(), true).get(PATIENCE_S, TimeUnit.SECONDS);
      JsonNode told = answer.get(2 * PATIENCE_S, TimeUnit.SECONDS);
      if (told.has("error")) {
        throw new AssertionError(method + ": " + told.path("error"));
      }
      return told.path("result");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(method + " was interrupted", e);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException(method + " got no answer", e);
    }
  }

  /** Puts fragments together and tells answers from events. */
  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        try {
          take(json.readTree(text.toString()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    private void take(JsonNode message) {
      CompletableFuture<JsonNode> waiting = asked.remove(message.path("id").asInt(-1));
      if (waiting != null) {
        waiting.complete(message);
      }
      String event = message.path("method").asText();
      if (event.equals("Page.loadEventFired")) {
        loaded.complete(null);
      }
      if (event.equals("Runtime.consoleAPICalled")
          || event.equals("Runtime.exceptionThrown")
          || event.equals("Log.entryAdded")) {
        messages.add(message.path("params").toString());
      }
    }
  }

  @Override
  public void close() throws Exception {
    socket.abort();
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle one : all) { // none may write to the profile any more
      one.onExit().get(PATIENCE_S, TimeUnit.SECONDS);
    }
    Utils.delete(profile.toFile());
  }
}
