package io.lacuna.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.claim.ClaimPolicy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimKeysTest {
  @TempDir Path dir;

  private static ClaimPolicy policy(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("bootstrap.servers", "unused:1");
    all.put("schema.registry.url", "mock://unused");
    return ConfigLoader.load(all, Map.of(), Map.of()).payload().claims();
  }

  @Test
  void nothingIsAllowedByDefault() {
    ClaimPolicy policy = policy(Map.of());
    assertThat(policy).isEqualTo(ClaimPolicy.files(32 << 20, null));
  }

  @Test
  void theExampleOfThePageIsTaken() throws Exception {
    String page = Files.readString(Path.of("../docs/claims.md"));
    String example = page.substring(page.indexOf("```properties\n") + 14);
    Path secrets = Files.writeString(dir.resolve("lacuna.properties"), "s3=top-secret\n");
    Map<String, String> settings = new HashMap<>();
    for (String line : example.substring(0, example.indexOf("```")).split("\n")) {
      String value = line.substring(line.indexOf('=') + 1);
      settings.put(
          line.substring(0, line.indexOf('=')),
          value.replace("/run/secrets/lacuna.properties", secrets.toString()));
    }
    settings.put("claim.timeout", "3s");
    ClaimPolicy policy = policy(settings);
    assertThat(policy.timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(policy.hosts()).hasSize(1);
    assertThat(policy.networks()).hasToString("[10.20.0.0/16]");
    assertThat(policy.s3())
        .isEqualTo(
            new ClaimPolicy.S3(
                URI.create("https://minio.example.org:9000"),
                "us-east-1",
                List.of("scans", "calls"),
                new ClaimPolicy.Credentials("lacuna", "top-secret")));
    assertThat(policy.toString()).doesNotContain("top-secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "claim.http.hosts=a b;claim.http.hosts",
        "claim.http.hosts=good.org,https://a.org;claim.http.hosts",
        "claim.networks=10.0.0.1/8;claim.networks",
        "claim.networks=intranet;claim.networks",
        "claim.timeout=soon;claim.timeout",
        "claim.tls.ca=/no/such/file.pem;claim.tls.ca",
        "claim.s3.endpoint=minio:9000;claim.s3.endpoint",
        "claim.s3.endpoint=http://me:top-secret@minio;claim.s3.endpoint",
        "claim.s3.endpoint=https://minio/path;claim.s3.endpoint",
        "claim.s3.endpoint=https://minio;claim.s3.buckets",
        "claim.s3.endpoint=https://minio|claim.s3.buckets=a/b;claim.s3.buckets",
        "claim.s3.access.key=k;claim.s3.secret.key",
        "claim.s3.secret.key=top-secret;claim.s3.access.key"
      })
  void aWrongValueIsRefusedByItsKey(String settings, String key) {
    Map<String, String> given = new HashMap<>();
    for (String setting : settings.split("\\|")) {
      given.put(setting.split("=", 2)[0], setting.split("=", 2)[1]);
    }
    assertThatThrownBy(() -> policy(given))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key)
        .hasMessageNotContaining("top-secret");
  }
}
