package io.lacuna.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.model.score.AdapterFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs that need no broker, as people call them. */
class AdaptersCommandTest {
  private static final Path SHIPPED = Path.of("../models/patient/mora");
  private static final Path BASE = Path.of("../models/patient/base");

  @TempDir Path dir;
  private final StringWriter err = new StringWriter();
  private String out;

  @Test
  void theShippedAdaptersPass() {
    assertThat(run("verify", SHIPPED.toString())).as(err.toString()).isZero();
    assertThat(out).startsWith("patient-mora ed614de2").endsWith(" ok\n");
    assertThat(run("verify", "../models/utterance/mmolre")).as(err.toString()).isZero();
  }

  @Test
  void aRefusalIsOneLineWithItsReason() throws IOException {
    Path copy = copy();
    Files.delete(copy.resolve("golden.safetensors"));
    assertThat(run("verify", copy.toString(), "--base", BASE.toString())).isEqualTo(1);
    assertThat(err.toString()).startsWith("error: GOLDEN_MISSING: ").containsOnlyOnce("\n");
    assertThat(run("golden", copy.toString(), "--base", BASE.toString())).isZero();
    assertThat(run("verify", copy.toString(), "--base", BASE.toString())).isZero();
  }

  @Test
  void aSignatureCanBeVerifiedByAnybody() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    String body = Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded());
    Path key =
        Files.writeString(
            dir.resolve("gate.pem"),
            "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
    Path evaluation = Files.writeString(dir.resolve("eval.json"), "{\"passed\": true}");

    assertThat(run("sign", evaluation.toString(), "--key", key.toString())).isZero();

    Signature verifier = Signature.getInstance("Ed25519");
    verifier.initVerify(pair.getPublic());
    verifier.update(Files.readAllBytes(evaluation));
    assertThat(verifier.verify(HexFormat.of().parseHex(out.trim()))).isTrue();
  }

  @Test
  void aListNeedsNoBrokerWhereFoldersAreTheOnlySource() {
    assertThat(run("list", set("models.dir=../models"), set("pipelines=patient"))).isZero();
    assertThat(out).contains("*/*", "patient-mora ed614de2", "in a folder");
  }

  @Test
  void announcingWithoutATopicIsARefusedConfiguration() {
    assertThat(
            run(
                "publish",
                SHIPPED.toString(),
                "--pipeline",
                "patient",
                set("models.dir=../models")))
        .isEqualTo(3);
    assertThat(err.toString()).contains("adapters.source", "must be topic");
  }

  private static String set(String pair) {
    return "--set=" + pair;
  }

  private Path copy() throws IOException {
    Path copy = Files.createDirectory(dir.resolve("copy"));
    for (String name : AdapterFolder.files(SHIPPED)) {
      Files.copy(SHIPPED.resolve(name), copy.resolve(name));
    }
    return copy;
  }

  private int run(String... args) {
    List<String> connection =
        List.of("list", "publish").contains(args[0])
            ? List.of(set("bootstrap.servers=none:1"), set("schema.registry.url=mock://adapters"))
            : List.of();
    String[] all =
        Stream.of(Stream.of("adapters"), Stream.of(args), connection.stream())
            .flatMap(words -> words)
            .toArray(String[]::new);
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      return Main.commandLine().setErr(new PrintWriter(err, true)).execute(all);
    } finally {
      System.setOut(before);
      out = bytes.toString(StandardCharsets.UTF_8);
    }
  }
}
