package io.lacuna.trainer.compare;

import io.lacuna.model.base.Base;
import io.lacuna.model.tensor.Sha256;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Modality;
import io.lacuna.schema.TaskKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * SHA-256 over the classes that answers depend on: the enumerations that data sets speak in, the
 * model, and of the trainer all that trains. What only shows figures, reads other files or makes
 * corpora is left out, as are the records of topics, so that a change there does not cost a
 * training.
 */
final class CodeDigest {
  private static final List<Class<?>> SPOKEN =
      List.of(Modality.class, TaskKind.class, AbsenceReason.class);
  private static final List<String> WITHOUT =
      List.of(
          "io/lacuna/model/calibration/",
          "io/lacuna/model/report/",
          "io/lacuna/trainer/Calibrat",
          "io/lacuna/trainer/Card",
          "io/lacuna/trainer/CostTable",
          "io/lacuna/trainer/ModelCard",
          "io/lacuna/trainer/Train",
          "io/lacuna/trainer/calibrate/",
          "io/lacuna/trainer/compare/Compare",
          "io/lacuna/trainer/compare/Figures",
          "io/lacuna/trainer/compare/ProtocolFigures",
          "io/lacuna/trainer/compare/Report",
          "io/lacuna/trainer/compare/Results",
          "io/lacuna/trainer/compare/RunProgress",
          "io/lacuna/trainer/compare/SourceOptions",
          "io/lacuna/trainer/compare/WhatOptions",
          "io/lacuna/trainer/compare/report/",
          "io/lacuna/trainer/convert/",
          "io/lacuna/trainer/corpus/",
          "io/lacuna/trainer/imports/",
          "io/lacuna/trainer/parity/");

  private CodeDigest() {}

  static String of() {
    try {
      MessageDigest sha = Sha256.start();
      for (Class<?> word : SPOKEN) {
        add(sha, word);
      }
      for (Class<?> one : List.of(Base.class, CodeDigest.class)) {
        add(sha, Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI()));
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the classes that run", e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("where classes lie is a URI", e);
    }
  }

  private static void add(MessageDigest sha, Class<?> one) throws IOException {
    try (InputStream bytes = one.getResourceAsStream(one.getSimpleName() + ".class")) {
      sha.update(one.getName().getBytes(StandardCharsets.UTF_8));
      sha.update(bytes.readAllBytes());
    }
  }

  /** A folder of classes, or a jar: names and bytes, times of files left aside. */
  private static void add(MessageDigest sha, Path place) throws IOException {
    if (Files.isDirectory(place)) {
      addClasses(sha, place);
    } else {
      try (FileSystem jar = FileSystems.newFileSystem(place)) {
        addClasses(sha, jar.getPath("/"));
      }
    }
  }

  private static void addClasses(MessageDigest sha, Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      List<String> names =
          files
              .map(f -> root.relativize(f).toString().replace('\\', '/'))
              .filter(n -> n.endsWith(".class") && WITHOUT.stream().noneMatch(n::startsWith))
              .sorted()
              .toList();
      for (String name : names) {
        sha.update(name.getBytes(StandardCharsets.UTF_8));
        sha.update(Files.readAllBytes(root.resolve(name)));
      }
    }
  }
}
