package io.lacuna.app.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.ingest.Refusal.Reason;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** JSON in encodings that nobody expects. */
class JsonFieldsTest {
  private static final String JSON = "{\"absent\": \"masked\"}";

  @Test
  void otherEncodingsOfUnicodeAreRead() throws Exception {
    for (String encoding : new String[] {"UTF-8", "UTF-16LE", "UTF-32BE"}) {
      assertThat(JsonFields.read(JSON.getBytes(Charset.forName(encoding))))
          .as(encoding)
          .containsEntry("absent", "masked");
    }
  }

  /** Three zeros first announce UTF-32, which the rest is not. */
  @Test
  void whatOnlyLooksLikeOneIsRefused() {
    byte[] body = ("\0\0\0\u0012" + JSON).getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> JsonFields.read(body))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.reason()).isEqualTo(Reason.MALFORMED));
  }
}
