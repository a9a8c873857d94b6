package io.lacuna.bench.fuzz.targets;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lacuna.app.ingest.FeedReader;
import io.lacuna.app.ingest.Refusal;
import io.lacuna.app.ingest.Submission;
import io.lacuna.bench.fuzz.FuzzTarget;
import io.lacuna.bench.fuzz.mutate.Mutation;
import io.lacuna.bench.fuzz.mutate.Text;
import io.lacuna.feeds.hl7.FhirReader;
import io.lacuna.feeds.hl7.Hl7Reader;
import java.util.List;

/** Bodies of {@code POST /v1/samples} that are no payload: absences, HL7 v2 and FHIR messages. */
public final class MessageTarget implements FuzzTarget {
  private static final String HL7 =
      "MSH|^~\\&|RIS|NORTH|LAC|LAC|202601311205||ORU^R01|1|P|2.4\r"
          + "PID|1||P-17^^^HOSP^MR~OTHER||DOE^JANE\r"
          + "OBR|1|PLC1|ACC-5^RIS|36643-5^XR CHEST|||20260131120000+0100\r"
          + "OBX|1|TX|A||Heart \\T\\ lungs clear.||||||F\r"
          + "OBX|2|FT|A||No effusion.\\.br\\No gap.~Addendum||||||F\r";
  private static final String NOT_DONE =
      "MSH|^~\\&|RIS|NORTH|LAC|LAC|202601311205||ORU^R01|1|P|2.5||||||8859/1\r"
          + "PID|1||P-17\r"
          + "OBR|1|PLC1|ACC-5^RIS|36643-5|||20260131120000+0100\r"
          + "OBX|1|TX|A||||||||X\r";
  private static final String ABOUT =
      "\"status\": \"final\", \"subject\": {\"reference\": \"Patient/p-17\"}, "
          + "\"effectiveDateTime\": \"2026-01-31T12:00:00+01:00\"";
  private static final String OBSERVATION =
      "{\"resourceType\": \"Observation\", " + ABOUT + ", \"valueString\": \"no effusion\"}";
  private static final String REPORT =
      "{\"resourceType\": \"DiagnosticReport\", " + ABOUT + ", \"conclusion\": \"clear\"}";
  private static final String BUNDLE =
      "{\"resourceType\": \"Bundle\", \"type\": \"collection\", \"entry\": [{\"resource\": "
          + OBSERVATION
          + "}, {\"resource\": "
          + REPORT
          + "}]}";

  /** Reads one body. */
  private interface Reader {
    List<Submission> read(byte[] body) throws Refusal;
  }

  private final String name;
  private final List<byte[]> seeds;
  private final List<byte[]> tokens;
  private final Reader reader;

  private MessageTarget(String name, List<String> seeds, List<String> tokens, Reader reader) {
    this.name = name;
    this.seeds = seeds.stream().map(s -> s.getBytes(UTF_8)).toList();
    this.tokens = tokens.stream().map(s -> s.getBytes(UTF_8)).toList();
    this.reader = reader;
  }

  /** Reports of HL7 2.x. */
  public static MessageTarget hl7() {
    return of(
        "hl7",
        List.of(HL7, NOT_DONE),
        List.of("MSH|", "OBX|", "OBR|", "PID|", "\\X0A\\", "\\E\\", "~", "^", "&", "\r", "UNICODE"),
        new Hl7Reader());
  }

  /** Observations and reports of FHIR R4, alone and in a bundle. */
  public static MessageTarget fhir() {
    return of(
        "fhir",
        List.of(OBSERVATION, REPORT, BUNDLE),
        List.of(
            "\"dataAbsentReason\"",
            "\"contained\"",
            "\"extension\"",
            "\"presentedForm\"",
            "\"id\"",
            "\"#a\"",
            "null",
            "{}",
            "[]"),
        new FhirReader());
  }

  private static MessageTarget of(
      String name, List<String> seeds, List<String> tokens, FeedReader reader) {
    String type = reader.mediaTypes().iterator().next();
    FeedReader.Said said = new FeedReader.Said("patient", null);
    return new MessageTarget(name, seeds, tokens, body -> reader.read(type, body, said));
  }

  /** The JSON form of an absence. */
  public static MessageTarget json() {
    String absence =
        "{\"pipeline\": \"patient\", \"subject\": \"p-17\", \"modality\": \"audio\","
            + " \"eventTime\": \"2026-01-31T12:00:00Z\", \"absent\": \"not-performed\"}";
    return new MessageTarget(
        "json",
        List.of(absence, absence.replace("\"}", "\", \"quality\": 0.5, \"site\": \"north\"}")),
        List.of("null", "1e999", "-0", "\\ud800", "\\u0000", "{}", "[]", "\"absent\"", "\"x\""),
        body -> List.of(Submission.absence(body)));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<byte[]> seeds() {
    return seeds;
  }

  @Override
  public List<Mutation> mutations() {
    return List.of(Text.WORD, Text.NUMBER, Text.LINES, Text.NESTING);
  }

  @Override
  public List<byte[]> tokens() {
    return tokens;
  }

  @Override
  public long maxAllocation() {
    return 256L << 20;
  }

  @Override
  public String run(byte[] input) {
    try {
      if (reader.read(input).isEmpty()) {
        throw new IllegalStateException("a message without samples was taken");
      }
      return ACCEPTED;
    } catch (Refusal e) {
      return e.reason().name();
    }
  }
}
