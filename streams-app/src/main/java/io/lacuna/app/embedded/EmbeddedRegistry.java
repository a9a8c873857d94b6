package io.lacuna.app.embedded;

import io.javalin.Javalin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A schema registry for Avro in this JVM, on loopback, spoken to by the Confluent client. Schemas,
 * their ids and the compatibility levels are kept in one file under its directory and survive a
 * crash; the port is a free one and differs from start to start unless it is named.
 *
 * <p>Left out, as nothing here needs it: deleting, contexts, modes, references between schemas,
 * other schema types, authentication.
 */
public final class EmbeddedRegistry implements AutoCloseable {
  private static final String FILE = "schemas.jsonl";
  private static final String LOOPBACK = "127.0.0.1";
  private static final int ANY_FREE_PORT = 0;

  private final RegistryContents contents;
  private final Javalin server;

  private EmbeddedRegistry(RegistryContents contents, Javalin server) {
    this.contents = contents;
    this.server = server;
  }

  /** Opens the registry in {@code dir}, which is made when it is new, and answers from then on. */
  public static EmbeddedRegistry start(Path dir) {
    return start(dir, ANY_FREE_PORT);
  }

  /** As {@link #start(Path)}, on a port that clients know from before. */
  public static EmbeddedRegistry start(Path dir, int port) {
    try {
      RegistryContents contents = new RegistryContents(Files.createDirectories(dir).resolve(FILE));
      try {
        return new EmbeddedRegistry(contents, serve(contents, port));
      } catch (RuntimeException e) {
        contents.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open a registry in " + dir, e);
    }
  }

  private static Javalin serve(RegistryContents contents, int port) {
    RegistryRoutes routes = new RegistryRoutes(contents);
    return Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              routes.addTo(config.routes);
            })
        .start(LOOPBACK, port);
  }

  /** The value for {@code schema.registry.url}. */
  public String url() {
    return "http://localhost:" + server.port();
  }

  @Override
  public void close() {
    server.stop();
    try {
      contents.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the registry's file", e);
    }
  }
}
