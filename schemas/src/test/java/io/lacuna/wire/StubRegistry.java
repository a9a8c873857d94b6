package io.lacuna.wire;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A registry that gives one fixed answer to everything, and counts how often it was asked. */
final class StubRegistry implements AutoCloseable {
  private final HttpServer server;
  private final AtomicInteger questions = new AtomicInteger();
  private volatile String login;

  StubRegistry(int status, String body) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> answer(exchange, status, body));
    server.start();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  int questions() {
    return questions.get();
  }

  /** What the last question was asked with, or null. */
  String login() {
    return login;
  }

  private void answer(HttpExchange exchange, int status, String body) throws IOException {
    questions.incrementAndGet();
    login = exchange.getRequestHeaders().getFirst("Authorization");
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
