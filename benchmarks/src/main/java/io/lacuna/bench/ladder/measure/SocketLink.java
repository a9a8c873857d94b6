package io.lacuna.bench.ladder.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.schema.Modality;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A line of JSON per sample to a service on loopback, and one per answer back. The port stands in a
 * file that the service writes. A client that outlives the service: what cannot be sent waits until
 * the service is there again; what was sent is gone.
 */
final class SocketLink implements Link {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long RETRY_MS = 50;

  private final Path port;
  private final Consumer<Answer> sink;
  private final BlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>();
  private final Thread writer = new Thread(this::write, "ladder-socket");
  private volatile boolean closing;

  /**
   * @param port file with the service's port, which appears when it can be reached
   */
  SocketLink(Path port, Consumer<Answer> sink) {
    this.port = port;
    this.sink = sink;
    writer.setDaemon(true);
    writer.start();
  }

  @Override
  public void send(String subject, int number, Modality modality, long eventTimeMs) {
    String line =
        JSON.createObjectNode()
            .put("subject", subject)
            .put("number", number)
            .put("modality", modality.name())
            .put("event", eventTimeMs)
            .toString();
    waiting.add((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Nothing: the service's deadlines are on the wall clock. */
  @Override
  public void advance(long eventTimeMs) {}

  private void write() {
    byte[] unsent = null;
    while (!closing) {
      try (Socket socket = connect()) {
        Thread reader = new Thread(() -> read(socket), "ladder-socket-answers");
        reader.setDaemon(true);
        reader.start();
        OutputStream out = socket.getOutputStream();
        while (!closing) {
          unsent = unsent == null ? waiting.poll(RETRY_MS, TimeUnit.MILLISECONDS) : unsent;
          if (unsent != null) {
            out.write(unsent);
            unsent = null;
          }
        }
      } catch (IOException e) {
        pause();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private Socket connect() throws IOException {
    int at = Integer.parseInt(Files.readString(port).trim());
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), at);
    socket.setTcpNoDelay(true);
    return socket;
  }

  /** Ends with the connection. */
  private void read(Socket socket) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        JsonNode answer = JSON.readTree(line);
        float[] scores = JSON.treeToValue(answer.get("scores"), float[].class);
        sink.accept(
            new Answer(
                answer.get("subject").asText(),
                answer.get("presence").asInt(),
                scores,
                System.currentTimeMillis()));
      }
    } catch (IOException e) {
      // the service was killed; the writer finds out and connects again
      pause();
    }
  }

  private static void pause() {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(RETRY_MS));
  }

  @Override
  public void close() {
    closing = true;
    try {
      writer.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
