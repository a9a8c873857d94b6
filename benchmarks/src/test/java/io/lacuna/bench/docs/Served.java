package io.lacuna.bench.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A command that serves until it is stopped, as a second terminal would hold it. */
final class Served {
  private static final Pattern SERVES =
      Pattern.compile("\\./lacuna +(run|demo|ingest)\\b(?!.* --(once|help)\\b).*");

  /** It stays for all pages. */
  private static final String STAY = " --stay";

  /** Where it answers; after it there is more to wait for only if it plays a feed first. */
  private static final Pattern ADDRESS =
      Pattern.compile("-- (?:live page|samples over HTTP) (http://[^/\\s]+).*");

  private static final Pattern STAYS = Pattern.compile("-- the service stays up.*");

  private static final Pattern STACK_TRACE =
      Pattern.compile("Exception(:| in thread)|\\n\\s+at \\w+\\.");

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int ENDED_BY_SIGTERM = 128 + 15;

  private final String command;
  private final Process process;
  private final CompletableFuture<String> address = new CompletableFuture<>();
  private final StringBuffer said = new StringBuffer();
  private final Thread reader = new Thread(this::read, "served");

  private Served(String command, Process process) {
    this.command = command;
    this.process = process;
  }

  static boolean serves(String line) {
    return SERVES.matcher(line).matches();
  }

  static String verb(String command) {
    return command.split(" +")[1];
  }

  /** Starts it and waits until it says of itself that it is ready. */
  static Served start(String command, ProcessBuilder bash) throws Exception {
    Served served = new Served(command, bash.redirectErrorStream(true).start());
    served.reader.setDaemon(true);
    served.reader.start();
    try {
      served.awaitReady();
      return served;
    } catch (Exception e) {
      served.process.destroyForcibly();
      throw e;
    }
  }

  private void read() {
    try (BufferedReader lines = process.inputReader()) {
      String found = null;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.append(line).append('\n');
        Matcher m = ADDRESS.matcher(line);
        found = m.matches() ? m.group(1) : found;
        if (found != null && (!stays() || STAYS.matcher(line).matches())) {
          address.complete(found);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      address.completeExceptionally(new AssertionError(command + " ended:\n" + said));
    }
  }

  private void awaitReady() throws Exception {
    String at = address.get(PATIENCE.toMinutes(), TimeUnit.MINUTES);
    String health = verb(command).equals("ingest") ? "/health/live" : "/health/ready";
    HttpRequest request = HttpRequest.newBuilder(URI.create(at + health)).build();
    HttpClient http = HttpClient.newHttpClient();
    Awaitility.await(command)
        .atMost(PATIENCE)
        .until(() -> http.send(request, BodyHandlers.discarding()).statusCode() == 200);
  }

  boolean stays() {
    return command.contains(STAY);
  }

  String command() {
    return command;
  }

  /** Asks it to end, as a service manager does, and holds it to a clean end. */
  void stop() throws InterruptedException {
    // Process.destroy would close the stream that its last words come through
    process.toHandle().destroy();
    boolean ended = process.waitFor(PATIENCE.toMinutes(), TimeUnit.MINUTES);
    process.destroyForcibly();
    reader.join(PATIENCE.toMillis());
    assertThat(ended).as("%s ends:\n%s", command, said).isTrue();
    assertThat(process.exitValue()).as("%s\n%s", command, said).isEqualTo(ENDED_BY_SIGTERM);
    assertThat(said).as(command).doesNotContainPattern(STACK_TRACE);
  }
}
