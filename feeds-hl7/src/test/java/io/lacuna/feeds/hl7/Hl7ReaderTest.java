package io.lacuna.feeds.hl7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.ingest.FeedReader.Said;
import io.lacuna.app.ingest.Refusal;
import io.lacuna.app.ingest.Refusal.Reason;
import io.lacuna.app.ingest.Submission;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Modality;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Hl7ReaderTest {
  private static final Said SAID = new Said("patient", null);
  private static final String HEAD =
      "MSH|^~\\&|RIS|NORTH|LAC|LAC|202601311205||ORU^R01|1|P|2.4||||||%s\r"
          + "PID|1||P-17^^^HOSP^MR~OTHER||DOE^JANE\r";
  private static final String ORDER =
      "OBR|1|PLC1|ACC-5^RIS|36643-5^XR CHEST|||20260131120000+0100|||||||||||%s\r";
  private final Hl7Reader reader = new Hl7Reader(ZoneId.of("Europe/Berlin"));

  private List<Submission> read(String charset, String message) throws Refusal {
    return reader.read(Hl7Reader.TYPE, message.getBytes(Charset.forName(charset)), SAID);
  }

  private List<Submission> read(String message) throws Refusal {
    return read("UTF-8", message);
  }

  private static String head() {
    return HEAD.formatted("");
  }

  private static String order() {
    return ORDER.formatted("");
  }

  private static String text(Submission s) {
    return new String(((Submission.Bytes) s.content()).bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void theLinesOfAReportAreOneText() throws Exception {
    List<Submission> results =
        read(
            head()
                + order()
                + "OBX|1|TX|A||Heart \\T\\ lungs clear.||||||F\r"
                + "OBX|2|FT|A||No effusion.\\.br\\No gap.~Addendum||||||F\r"
                + "OBX|3|NM|B||42|mm|||||F\r"
                + "OBX|4|TX|A||Wrong line.||||||W\r");
    assertThat(results).hasSize(1);
    assertThat(text(results.get(0)))
        .isEqualTo("Heart & lungs clear.\nNo effusion.\nNo gap.\nAddendum");
    Submission.Envelope e = results.get(0).envelope();
    assertThat(e.pipeline()).isEqualTo("patient");
    assertThat(e.subject()).isEqualTo("P-17");
    assertThat(e.modality()).isEqualTo(Modality.TEXT);
    assertThat(e.eventTime()).isEqualTo(Instant.parse("2026-01-31T11:00:00Z"));
    assertThat(e.correlationId()).isEqualTo("ACC-5");
    assertThat(e.site()).isEqualTo("NORTH");
    assertThat(e.source()).isEqualTo("RIS");
  }

  @Test
  void theAccessionOfDicomWinsAndEveryOrderStandsForItself() throws Exception {
    List<Submission> results =
        read(
            (head()
                    + ORDER.formatted("DICOM-9")
                    + "OBX|1|ST|A||One||||||F\r"
                    + order()
                    + "OBX|1|ST|A||Two||||||P\r")
                .replace("\r", "\n"));
    assertThat(results).extracting(Hl7ReaderTest::text).containsExactly("One", "Two");
    assertThat(results)
        .extracting(s -> s.envelope().correlationId())
        .containsExactly("DICOM-9", "ACC-5");
  }

  @ParameterizedTest
  @CsvSource({"X, NOT_PERFORMED", "N, NOT_PERFORMED", "I, TEMP_UNKNOWN", "O, TEMP_UNKNOWN"})
  void aStatusWithoutAResultIsAnAbsence(String status, AbsenceReason reason) throws Exception {
    List<Submission> results = read(head() + order() + "OBX|1|TX|A||||||||" + status + "\r");
    assertThat(results.get(0).content()).isEqualTo(new Submission.Absent(reason));
  }

  @Test
  void aTextCountsMoreThanAnAbsenceBesideIt() throws Exception {
    List<Submission> results =
        read(head() + order() + "OBX|1|TX|A||||||||X\rOBX|2|TX|A||Seen.||||||F\r");
    assertThat(text(results.get(0))).isEqualTo("Seen.");
  }

  @Test
  void timesWithoutAnOffsetAreOfTheZoneOfTheProcess() throws Exception {
    String winter = order().replace("20260131120000+0100", "202601311200");
    assertThat(read(head() + winter + "OBX|1|TX|A||x||||||F\r").get(0).envelope().eventTime())
        .isEqualTo(Instant.parse("2026-01-31T11:00:00Z"));
    String summer = order().replace("20260131120000+0100", "20260731120000.25");
    assertThat(read(head() + summer + "OBX|1|TX|A||x||||||F\r").get(0).envelope().eventTime())
        .isEqualTo(Instant.parse("2026-07-31T10:00:00.250Z"));
  }

  @Test
  void theCharacterSetIsThatOfTheHeader() throws Exception {
    String line = "OBX|1|TX|A||Größe||||||F\r";
    assertThat(text(read("UTF-8", head() + order() + line).get(0))).isEqualTo("Größe");
    String latin1 = HEAD.formatted("8859/1") + order() + line;
    assertThat(text(read("ISO-8859-1", latin1).get(0))).isEqualTo("Größe");
    assertRefused(Reason.WRONG_PAYLOAD, "ISO-8859-1", head() + order() + line);
    assertRefused(Reason.BAD_FIELD, "UTF-8", HEAD.formatted("BIG-5") + order() + line);
  }

  @Test
  void whatIsNoReportIsRefusedByName() {
    String line = "OBX|1|TX|A||x||||||F\r";
    assertRefused(Reason.MALFORMED, "UTF-8", "");
    assertRefused(Reason.MALFORMED, "UTF-8", "hello");
    assertRefused(Reason.WRONG_PAYLOAD, "UTF-8", head().replace("ORU^R01", "ADT^A01"));
    assertRefused(Reason.WRONG_PAYLOAD, "UTF-8", head());
    assertRefused(Reason.WRONG_PAYLOAD, "UTF-8", head() + order() + "OBX|1|NM|B||42|||||F\r");
    assertRefused(Reason.MISSING_FIELD, "UTF-8", head().replace("P-17", "") + order() + line);
    String noTime = order().replace("20260131120000+0100", "");
    assertRefused(Reason.MISSING_FIELD, "UTF-8", head() + noTime + line);
    String day = order().replace("20260131120000+0100", "20260131");
    assertRefused(Reason.BAD_FIELD, "UTF-8", head() + day + line);
    String month = order().replace("20260131120000+0100", "20261331120000");
    assertRefused(Reason.BAD_FIELD, "UTF-8", head() + month + line);
  }

  private void assertRefused(Reason reason, String charset, String message) {
    assertThatThrownBy(() -> read(charset, message))
        .isInstanceOf(Refusal.class)
        .extracting(e -> ((Refusal) e).reason())
        .as(message)
        .isEqualTo(reason);
  }

  @Test
  void damagedMessagesAreReadOrRefused() {
    Random random = new Random(8);
    byte[] whole =
        (head() + order() + "OBX|1|TX|A||Heart \\T\\ lungs||||||F\r")
            .getBytes(StandardCharsets.UTF_8);
    int refused = 0;
    for (int i = 0; i < 3000; i++) {
      byte[] damaged = whole.clone();
      for (int k = 0; k < 3; k++) {
        damaged[random.nextInt(damaged.length)] = (byte) (random.nextInt(96) + 13);
      }
      try {
        assertThat(reader.read(Hl7Reader.TYPE, damaged, SAID)).isNotEmpty();
      } catch (Refusal e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(1, 2999);
  }
}
