package io.lacuna.app.supply;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No file of the repository holds a secret. */
class SecretScanTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /** Longer files are data: models, recordings and fixtures. */
  private static final long LONGEST = 1 << 20;

  /** Files that may hold what looks like a secret, and why; keep it short. */
  private static final Map<String, String> ALLOWED =
      Map.of(
          "streams-app/src/test/java/io/lacuna/app/claim/HttpClaimsTest.java",
          "made-up addresses with passwords that must be refused",
          "streams-app/src/test/java/io/lacuna/app/cli/AdaptersCommandTest.java",
          "names the marker of a key that the test makes",
          "streams-app/src/test/java/io/lacuna/app/cli/DoctorCommandTest.java",
          "a made-up password that must not be shown",
          "streams-app/src/test/java/io/lacuna/app/config/ClaimKeysTest.java",
          "a made-up address with a password that must be refused",
          "streams-app/src/test/java/io/lacuna/app/config/ConfigSourcesTest.java",
          "a made-up password that must not be shown");

  @Test
  void noTrackedFileHoldsASecret() throws Exception {
    List<String> found = new ArrayList<>();
    Set<String> used = new TreeSet<>();
    List<String> files = tracked();
    assertThat(files).hasSizeGreaterThan(1000).contains("pom.xml");
    for (String file : files) {
      for (SecretScan.Hit hit : hits(ROOT.resolve(file))) {
        if (ALLOWED.containsKey(file)) {
          used.add(file);
        } else {
          found.add(file + ":" + hit.line() + " " + hit.kind());
        }
      }
    }
    assertThat(found).isEmpty();
    assertThat(used).as("allowed without need").isEqualTo(new TreeSet<>(ALLOWED.keySet()));
  }

  /** The parts are joined here, so that this file holds none either. */
  @ParameterizedTest
  @CsvSource({
    "'-----BEGIN RSA PRIVATE', ' KEY-----', private key",
    "'-----BEGIN PRIVATE', ' KEY-----', private key",
    "'id = AKIA', 'Q3EGRZ7XW2LT5VNB', cloud access key",
    "'key: AIza', 'SyD9f3kLm2Qw8ErT5yU7iOp1AsDf4GhJk6L', cloud API key",
    "'ghp_', '0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R', forge token",
    "'xoxb', '-1234567890-abcdef', chat token",
    "'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJub2JvZHkifQ', '.c2lnbmF0dXJlLWhlcmU', signed token",
    "'https://user:', 'hunter2@registry.example', URL with a password",
    "'web.token=', '9f8Ka02LmQzX71bTrY5w', named secret",
    "'\"api_key\": \"', '0f3a9c7be1d2485f96ab', named secret",
    "'PASSWORD: ', 'Zk3nP9qL1vR7xT5wB2mD', named secret"
  })
  void findsWhatIsPlanted(String start, String end, String kind) {
    assertThat(SecretScan.of("first line\n" + start + end + "\nlast"))
        .contains(new SecretScan.Hit(kind, 2));
  }

  @ParameterizedTest
  @CsvSource({
    "'web.token=${dir:/run/secrets/lacuna:web-token}'",
    "'password = local-only'",
    "'token: TokenThatIsAskedFor'",
    "'https://registry:8081/apis'",
    "'sha256 = 350ca9eb1ba35e1aba3218707f5f4c92'"
  })
  void leavesNamesReferencesAndDigestsAlone(String text) {
    assertThat(SecretScan.of(text)).isEmpty();
  }

  private static List<SecretScan.Hit> hits(Path file) throws IOException {
    return !Files.isRegularFile(file) || Files.size(file) > LONGEST
        ? List.of()
        : SecretScan.of(Files.readString(file, ISO_8859_1));
  }

  private static List<String> tracked() throws Exception {
    Process git = new ProcessBuilder("git", "ls-files", "-z").directory(ROOT.toFile()).start();
    String names = new String(git.getInputStream().readAllBytes());
    assumeTrue(git.waitFor() == 0, "this is no checkout of git");
    return List.of(names.split("\0"));
  }
}
