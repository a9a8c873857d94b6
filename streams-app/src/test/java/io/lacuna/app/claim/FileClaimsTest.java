package io.lacuna.app.claim;

import static io.lacuna.app.claim.Claimed.CONTENT;
import static io.lacuna.app.claim.Claimed.at;
import static io.lacuna.app.claim.Claimed.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileClaimsTest {
  @TempDir Path dir;

  @Test
  void onlyFilesBelowTheRootAreRead() throws Exception {
    Path root = Files.createDirectories(dir.resolve("claims"));
    Path inside = Files.write(root.resolve("in side"), CONTENT);
    Path outside = Files.write(dir.resolve("outside"), CONTENT);
    Path link = Files.createSymbolicLink(root.resolve("link"), outside);
    try (Claims claims = Claims.open(ClaimPolicy.files(1000, root))) {
      assertThat(claims.redeem(at(inside.toUri().toString()))).isEqualTo(CONTENT);
      assertThat(refusal(claims, outside.toUri().toString())).hasMessageContaining("outside");
      assertThat(refusal(claims, link.toUri().toString())).hasMessageContaining("outside");
      assertThat(refusal(claims, root.toUri() + "../outside")).hasMessageContaining("outside");
      assertThat(refusal(claims, root.toUri().toString())).hasMessageContaining("no file");
      assertThat(refusal(claims, root.toUri() + "none")).hasMessageContaining("cannot be read");
      assertThat(refusal(claims, "file://host/share")).hasMessageContaining("cannot be read");
      Files.write(inside, "longer than it was".getBytes());
      assertThat(refusal(claims, inside.toUri().toString())).hasMessageContaining("another size");
    }
  }

  @Test
  void withoutASettingEverySchemeIsRefusedByTheKeyThatAllowsIt() {
    try (Claims claims = Claims.open(ClaimPolicy.files(1000, null))) {
      assertThat(refusal(claims, "file:///a")).hasMessageContaining("claim.root is not set");
      assertThat(refusal(claims, "http://a/b")).hasMessageContaining("claim.http.hosts is not set");
      assertThat(refusal(claims, "https://a/b"))
          .hasMessageContaining("claim.http.hosts is not set");
      assertThat(refusal(claims, "s3://a/b")).hasMessageContaining("claim.s3.endpoint is not set");
      assertThat(refusal(claims, "ftp://a/b")).hasMessageContaining("s3: only");
      assertThat(refusal(claims, "no uri")).hasMessageContaining("URI");
    }
  }
}
